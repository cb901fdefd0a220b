import { promisify } from 'node:util';
import { gunzip, inflate, type InputType, type ZlibOptions } from 'node:zlib';
import { HydraError } from '#contract';
import { parseClean } from './clean-json.js';

/** Of the body as it is sent, and of what it decompresses to. */
export const bodyBytesMax = 5 * 1024 * 1024;

type Decompress = (input: InputType, options: ZlibOptions) => Promise<Buffer>;
const decompressors: Record<string, Decompress> = {
  gzip: promisify<InputType, ZlibOptions, Buffer>(gunzip),
  'x-gzip': promisify<InputType, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<InputType, ZlibOptions, Buffer>(inflate),
};

/** A body as it was sent, decompressed, and the JSON in it. */
export type Body = { bytes: Buffer; json: unknown };

/**
 * The JSON that a body holds, whatever content type it claims. Characters that Postgres cannot store and keys that
 * reach into prototypes are gone from it.
 * @throws HydraError empty_body, malformed_json, payload_too_large, invalid_encoding, unsupported_encoding
 */
export async function readBody(raw: unknown, contentEncoding: string | undefined): Promise<Body> {
  if (!(raw instanceof Buffer) || raw.length === 0) throw new HydraError('empty_body');
  const bytes = await decode(raw, contentEncoding?.trim().toLowerCase() ?? '');
  const text = bytes.toString('utf8');
  if (text.trim() === '') throw new HydraError('empty_body');
  try {
    return { bytes, json: parseClean(text) };
  } catch (cause) {
    throw new HydraError('malformed_json', { cause });
  }
}

async function decode(raw: Buffer, encoding: string): Promise<Buffer> {
  if (encoding === '' || encoding === 'identity') return raw;
  const decompress = Object.hasOwn(decompressors, encoding) ? decompressors[encoding] : undefined;
  if (!decompress) throw new HydraError('unsupported_encoding');
  try {
    return await decompress(raw, { maxOutputLength: bodyBytesMax });
  } catch (cause) {
    const tooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    throw new HydraError(tooLarge ? 'payload_too_large' : 'invalid_encoding', { cause });
  }
}

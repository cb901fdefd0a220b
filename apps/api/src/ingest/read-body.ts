import { promisify } from 'node:util';
import { gunzip, inflate, type InputType, type ZlibOptions } from 'node:zlib';
import { HydraError } from '#contract';
import { parseClean } from './clean-json.js';

/** Of the body as it is sent, and of what it decompresses to. */
export const bodyBytesMax = 5 * 1024 * 1024;
/** Of a body that has to be read before anybody can tell whose it is. */
const keylessBytesMax = 1024 * 1024;

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
 * @param keyInHead whether the head of the request carries the key, so that it need not be looked for in the body
 * @throws HydraError empty_body, malformed_json, payload_too_large, invalid_encoding, unsupported_encoding
 */
export async function readBody(
  raw: unknown,
  contentEncoding: string | undefined,
  keyInHead: boolean,
): Promise<Body> {
  if (!(raw instanceof Buffer) || raw.length === 0) throw new HydraError('empty_body');
  const bytesMax = keyInHead ? bodyBytesMax : keylessBytesMax;
  if (raw.length > bytesMax) throw tooLarge(bytesMax);
  const bytes = await decode(raw, contentEncoding?.trim().toLowerCase() ?? '', bytesMax);
  const text = bytes.toString('utf8');
  if (text.trim() === '') throw new HydraError('empty_body');
  try {
    return { bytes, json: parseClean(text) };
  } catch (cause) {
    throw new HydraError('malformed_json', { cause });
  }
}

async function decode(raw: Buffer, encoding: string, bytesMax: number): Promise<Buffer> {
  if (encoding === '' || encoding === 'identity') return raw;
  const decompress = Object.hasOwn(decompressors, encoding) ? decompressors[encoding] : undefined;
  if (!decompress) throw new HydraError('unsupported_encoding');
  try {
    return await decompress(raw, { maxOutputLength: bytesMax });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(bytesMax, cause);
    throw new HydraError('invalid_encoding', { cause });
  }
}

const tooLarge = (bytesMax: number, cause?: Error): HydraError =>
  new HydraError('payload_too_large', {
    cause,
    ...(bytesMax < bodyBytesMax
      ? {
          message:
            'A body of more than 1 MiB needs its API key in a header. Send fewer events at a time, or the key as the user name of Basic authentication.',
        }
      : {}),
  });

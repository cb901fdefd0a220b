import { HttpException } from '@nestjs/common';
import { type ErrorCode, HydraError } from '#contract';
import { isStorageError } from './storage-error.js';

const retryAfterSeconds = 2;

/** What Fastify's own errors are called in our table. */
const fastifyCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'empty_body',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_json',
};

const codesOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_request',
  401: 'not_signed_in',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  414: 'invalid_request',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  431: 'invalid_request',
  503: 'overloaded',
};

/** Turns whatever was thrown into an error of our table; what nobody foresaw becomes internal_error. */
export function toHydraError(thrown: unknown): HydraError {
  if (thrown instanceof HydraError) return thrown;
  const code = knownCode(thrown);
  if (code !== null) {
    return new HydraError(code, {
      cause: thrown,
      retryAfterSeconds: code === 'overloaded' ? retryAfterSeconds : undefined,
    });
  }
  if (isStorageError(thrown))
    return new HydraError('storage_unavailable', { cause: thrown, retryAfterSeconds });
  return new HydraError('internal_error', { cause: thrown });
}

/** Nest wraps Fastify's errors, and puts them into `cause`. */
function knownCode(thrown: unknown): ErrorCode | null {
  const errors = thrown instanceof HttpException ? [thrown.cause, thrown] : [thrown];
  for (const error of errors) {
    if (error instanceof SyntaxError && statusOf(error) === 400) return 'malformed_json';
    const code = error instanceof Error && 'code' in error ? fastifyCodes[String(error.code)] : undefined;
    if (code !== undefined) return code;
  }
  return codesOfStatus[statusOf(thrown) ?? 0] ?? null;
}

function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error) || !('statusCode' in error)) return null;
  return typeof error.statusCode === 'number' ? error.statusCode : null;
}

import { HttpException, NotFoundException } from '@nestjs/common';
import { HydraError } from '#contract';
import { toHydraError } from './to-hydra-error.js';

const withFields = (error: Error, fields: Record<string, unknown>): Error => Object.assign(error, fields);

describe('toHydraError', () => {
  it('leaves our own errors as they are', () => {
    const error = new HydraError('rate_limited', { retryAfterSeconds: 3 });
    expect(toHydraError(error)).toBe(error);
  });

  it.each([
    ['FST_ERR_CTP_BODY_TOO_LARGE', 413, 'payload_too_large'],
    ['FST_ERR_CTP_EMPTY_JSON_BODY', 400, 'empty_body'],
    ['FST_ERR_CTP_INVALID_JSON_BODY', 400, 'malformed_json'],
    ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 415, 'unsupported_media_type'],
    ['FST_ERR_SOMETHING_ELSE', 413, 'payload_too_large'],
  ])('knows %s, bare and as Nest wraps it', (fastifyCode, statusCode, code) => {
    const error = withFields(new Error('raw'), { code: fastifyCode, statusCode });
    expect(toHydraError(error).code).toBe(code);
    expect(toHydraError(new HttpException('raw', statusCode, { cause: error })).code).toBe(code);
  });

  it('tells broken JSON from a bug that throws SyntaxError', () => {
    expect(toHydraError(withFields(new SyntaxError('Unexpected token'), { statusCode: 400 })).code).toBe(
      'malformed_json',
    );
    expect(toHydraError(new SyntaxError('Unexpected token')).code).toBe('internal_error');
  });

  it('keeps the words of others to itself', () => {
    const error = toHydraError(new NotFoundException('Cannot GET /secret?key=hydra_live_x'));
    expect(error.code).toBe('not_found');
    expect(error.message).not.toContain('secret');
  });

  it.each([
    ['a refused connection', withFields(new Error('connect'), { code: 'ECONNREFUSED' })],
    [
      'all addresses refused',
      new AggregateError([withFields(new Error('connect'), { code: 'ECONNREFUSED' })]),
    ],
    ['a database that shuts down', withFields(new Error('terminating'), { code: '57P01' })],
    ['a full disk', withFields(new Error('could not extend'), { code: '53100' })],
    ['a pool that waited too long', new Error('timeout exceeded when trying to connect')],
    ['a connection that broke', new Error('Connection terminated unexpectedly')],
    [
      'a broken connection under Prisma',
      withFields(new Error('raw'), {
        code: 'P2010',
        meta: { driverAdapterError: withFields(new Error('x'), { cause: { originalCode: '57P01' } }) },
      }),
    ],
  ])('answers %s with 503, to be sent again', (_what, thrown) => {
    const error = toHydraError(thrown);
    expect(error).toMatchObject({ code: 'storage_unavailable', status: 503 });
    expect(error.retryAfterSeconds).toBeGreaterThan(0);
  });

  it.each([
    ['a value that does not fit', withFields(new Error('invalid input'), { code: '22P02' })],
    ['a bug', new TypeError('x is not a function')],
    ['a text', 'boom'],
    ['nothing', undefined],
  ])('answers %s with 500', (_what, thrown) => {
    expect(toHydraError(thrown)).toMatchObject({ code: 'internal_error', status: 500 });
  });
});

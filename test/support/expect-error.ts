import { errorCodes, type ErrorCode } from '#contract';
import type { Answer } from './http.js';

/**
 * Expects the answer to be this error: a JSON object with the code, a sentence, and nothing of the framework's own; and
 * a Retry-After in whole seconds, that clients believe, where sending it again later makes sense.
 */
export function expectError({ status, headers, body }: Answer, code: ErrorCode): void {
  expect({ status, body }).toEqual({
    status: errorCodes[code].status,
    body: {
      success: false,
      code,
      message: expect.stringMatching(/^\S.*\.$/s),
      error: expect.stringMatching(/^\S.*\.$/s),
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
  });
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  if (status === 429 || status === 503) {
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(300);
  }
}

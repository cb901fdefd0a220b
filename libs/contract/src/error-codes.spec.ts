import { errorBody, errorCodes, HydraError } from './error-codes.js';

describe('error codes', () => {
  it.each(Object.entries(errorCodes))(
    '%s says of a retry what its status makes Segment do',
    (_code, entry) => {
      const segmentRetries =
        [408, 429].includes(entry.status) || (entry.status >= 500 && entry.status !== 501);
      expect(entry.segmentRetries).toBe(segmentRetries);
    },
  );

  it.each(Object.entries(errorCodes))('%s is told in sentences', (_code, entry) => {
    expect(entry.message).toMatch(/^[A-Z].*\.$/);
  });
});

describe('errorBody', () => {
  it('holds code, message and error as text, which every official client needs to give up', () => {
    expect(errorBody(new HydraError('invalid_api_key'))).toEqual({
      success: false,
      code: 'invalid_api_key',
      message: errorCodes.invalid_api_key.message,
      error: errorCodes.invalid_api_key.message,
    });
  });

  it('takes a message of its own and names the fields', () => {
    const error = new HydraError('invalid_request', {
      message: 'limit must be a number.',
      details: [{ field: 'limit', message: 'must be a number' }],
      cause: new Error('secret'),
    });
    expect(errorBody(error)).toMatchObject({
      message: 'limit must be a number.',
      details: [{ field: 'limit', message: 'must be a number' }],
    });
    expect(JSON.stringify(errorBody(error))).not.toContain('secret');
  });
});

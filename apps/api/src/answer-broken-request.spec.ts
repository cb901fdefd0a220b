import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { answerBrokenRequest } from './answer-broken-request.js';

const answerTo = async (code: string): Promise<string> => {
  const socket = new PassThrough();
  answerBrokenRequest(Object.assign(new Error('x'), { code }), socket);
  return text(socket);
};

describe('answerBrokenRequest', () => {
  it.each([
    ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'request_timeout'],
    ['HPE_HEADER_OVERFLOW', 431, 'headers_too_large'],
    ['HPE_INVALID_METHOD', 400, 'invalid_request'],
  ])('answers %s with %d and a body with code and message', async (broken, status, code) => {
    const [head = '', body = ''] = (await answerTo(broken)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} \\w`));
    expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
    expect(JSON.parse(body)).toMatchObject({ success: false, code, message: expect.stringMatching(/\w/) });
  });

  it('says nothing to somebody who is gone', async () => {
    expect(await answerTo('ECONNRESET').catch(() => '')).toBe('');
  });
});

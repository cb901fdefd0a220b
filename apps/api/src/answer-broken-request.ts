import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorBody, HydraError, type ErrorCode } from '#contract';

/** What Node calls the ways in which a request can be broken before there is a request. */
const codes: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** What is no HTTP, or does not arrive in time, comes in; its sender reads the same shape of error as everybody. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const broken = new HydraError(codes[error.code ?? ''] ?? 'invalid_request');
  const body = JSON.stringify(errorBody(broken));
  const head = [
    `HTTP/1.1 ${broken.status} ${STATUS_CODES[broken.status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

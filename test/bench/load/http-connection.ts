import { connect, type Socket } from 'node:net';

/** One keep-alive connection with at most one request under way. */
export interface Connection {
  /** Sends rendered bytes; resolves by calling `onAnswer`, never more than once a request. */
  send(bytes: Buffer): void;
  close(): void;
}

/** What the server said: the status, and how many seconds it asked us to wait (0 when it did not). */
export interface Answer {
  readonly status: number;
  readonly retryAfterSeconds: number;
}

const headEnd = Buffer.from('\r\n\r\n');
const lengthName = Buffer.from('content-length: ');
const silenceMaxMs = 60_000;

/**
 * Opens a connection. Requests are written as they are and answers are read only as far as needed (status, length),
 * because on a small machine every microsecond the sender takes is taken from the system that is measured.
 */
export async function openConnection(
  port: number,
  onAnswer: (answer: Answer) => void,
  onError: (error: Error) => void,
): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  let closing = false;
  socket.setTimeout(silenceMaxMs, () => socket.destroy(new Error(`no answer within ${silenceMaxMs} ms`)));
  socket.on('error', (error) => !closing && onError(error));
  socket.on('close', () => !closing && onError(new Error('the server closed the connection')));
  readAnswers(socket, onAnswer);
  return {
    send: (bytes) => void socket.write(bytes),
    close: () => {
      closing = true;
      socket.destroy();
    },
  };
}

function readAnswers(socket: Socket, onAnswer: (answer: Answer) => void): void {
  let pending: Buffer | null = null;
  socket.on('data', (chunk: Buffer) => {
    const bytes: Buffer = pending === null ? chunk : Buffer.concat([pending, chunk]);
    const length = answerLength(bytes);
    if (length === null || bytes.length < length) {
      pending = bytes;
      return;
    }
    pending = bytes.length === length ? null : bytes.subarray(length);
    onAnswer(readAnswer(bytes));
  });
}

function answerLength(bytes: Buffer): number | null {
  const head = bytes.indexOf(headEnd);
  if (head === -1) return null;
  const at = bytes.indexOf(lengthName);
  if (at === -1 || at > head) {
    throw new Error(`an answer without content-length: ${bytes.toString('latin1', 0, head)}`);
  }
  return head + headEnd.length + readDigits(bytes, at + lengthName.length);
}

function readAnswer(bytes: Buffer): Answer {
  const status = readDigits(bytes, 'HTTP/1.1 '.length);
  if (status < 400) return { status, retryAfterSeconds: 0 };
  const at = bytes.indexOf('retry-after: ');
  return { status, retryAfterSeconds: at === -1 ? 0 : readDigits(bytes, at + 'retry-after: '.length) };
}

function readDigits(bytes: Buffer, from: number): number {
  let value = 0;
  for (let i = from; i < bytes.length; i += 1) {
    const digit = (bytes[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return value;
}

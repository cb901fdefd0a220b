import pino, { type Logger } from 'pino';
import type { LoggerService } from '@nestjs/common';

export type { Logger } from 'pino';

/** Never to be written, wherever they stand: what opens a door, and what an event says. */
const redacted = [
  'authorization',
  'cookie',
  'password',
  'key',
  'writeKey',
  'body',
  'payload',
  'traits',
  'properties',
];

/** A logger of JSON lines on standard output. */
export function createLogger(program: string, level: string): Logger {
  return pino({
    level,
    base: { program, pid: process.pid },
    redact: { paths: redacted.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    serializers: { err: describeError },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}

/** What Nest itself has to say, on the same lines. */
export function nestLogger(logger: Logger): LoggerService {
  const at = (level: 'error' | 'warn' | 'debug' | 'trace') => (message: unknown) =>
    logger[level](typeof message === 'object' && message !== null ? message : String(message));
  return { log: at('debug'), warn: at('warn'), error: at('error'), debug: at('trace'), verbose: at('trace') };
}

/** An error without what Postgres quotes of the values (`detail`, `where`), which may be a person's. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    type: error.name,
    message: error.message,
    ...('code' in error ? { code: error.code } : {}),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

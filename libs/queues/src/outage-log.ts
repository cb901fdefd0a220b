import type { Engine } from './engine.js';

type Log = { warn(details: object, message: string): void; info(message: string): void };

/**
 * What the connections of the queue engine report. That Redis is gone is one line, and that it is back another one; what
 * else they report is a line each.
 * @returns hears of the errors
 */
export function createOutageLog(
  engine: Pick<Engine, 'kind' | 'isReady' | 'onReady'>,
  log: Log,
): (error: Error, what: string) => void {
  const setting = engine.kind === 'redis' ? 'REDIS_URL' : 'REDIS_CLUSTER_NODES';
  let gone = false;
  engine.onReady(() => {
    if (gone) log.info(`the Redis of ${setting} answers again`);
    gone = false;
  });
  return (error, what) => {
    if (engine.kind === 'postgres' || (engine.isReady() && !isOfConnection(error))) {
      log.warn({ err: error }, what);
      return;
    }
    if (gone) return;
    gone = true;
    log.warn(
      { reason: error.message },
      `the Redis of ${setting} does not answer; what is accepted waits safely in the inbox until it does`,
    );
  };
}

const codes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

const isOfConnection = (error: Error): boolean =>
  ('code' in error && typeof error.code === 'string' && codes.has(error.code)) ||
  error.message === 'Connection is closed.';

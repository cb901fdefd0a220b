import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyMigrations, startEmbeddedPostgres } from '#database';
import { migrateQueueTables } from '#queues';

/**
 * A Postgres that may be killed, as durable as the real one: sends its URL to the process that forked it, starts it
 * again when that one sends `start`, and cleans up when that one is gone.
 */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

const dataDir = await mkdtemp(join(tmpdir(), 'hydra-test-own-'));
const migrationsDir = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));
let server;
let work = Promise.resolve();

const start = async () => {
  try {
    server = await startEmbeddedPostgres({ dataDir, settings: { shared_buffers: '128MB' } });
    await applyMigrations(server.url, migrationsDir, migrateQueueTables);
    process.send?.({ url: server.url });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) });
  }
};
const next = (step) => {
  work = work.then(step);
};

process.on('message', () => next(start));
process.once('disconnect', () =>
  next(async () => {
    await server?.stop().catch(() => undefined);
    await rm(dataDir, { recursive: true, force: true });
    process.exit();
  }),
);
next(start);

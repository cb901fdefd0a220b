import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyMigrations, startEmbeddedPostgres } from '#database';
import { migrateQueueTables } from '#queues';

/**
 * The one Postgres of a test run, as a process of its own: it sends its URL to the process that forked it, and cleans up
 * when that one is gone, however it ended. The database `hydra` is migrated and is the template of every test's own.
 */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

const dataDir = await mkdtemp(join(tmpdir(), 'hydra-test-'));
let server;
let cleaning;
process.once('disconnect', () => void cleanUp());

try {
  server = await startEmbeddedPostgres({
    dataDir,
    // Killing this Postgres is no part of the tests that share it, so its commits need not wait for the disk.
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '250', shared_buffers: '128MB' },
  });
  await applyMigrations(
    server.url,
    fileURLToPath(new URL('../../prisma/migrations', import.meta.url)),
    migrateQueueTables,
  );
  process.send?.({ url: server.url });
} catch (error) {
  process.send?.({ error: error instanceof Error ? error.message : String(error) });
  await cleanUp();
}
if (!process.connected) await cleanUp();

function cleanUp() {
  cleaning ??= (async () => {
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
    process.exit();
  })();
  return cleaning;
}

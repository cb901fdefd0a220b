import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import type { Config } from '#config';
import { applyMigrations, createPool } from '#database';
import { openDatabase } from './database.js';

/** From dist/apps/cli/src. */
const migrationsDir = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url));

/** Brings the database up to the schema of this Hydra, the queue's tables included; names what was applied now. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  // Loaded only here: it is large, and commands that need the database alone are to be quick.
  const { migrateQueueTables } = await import('#queues');
  return applyMigrations(databaseUrl, migrationsDir, migrateQueueTables);
}

/**
 * For commands that need the database and nothing else: works beside a running Hydra, and without one, in which case
 * the embedded Postgres runs for as long as the work does.
 */
export async function withDatabase<Result>(
  config: Config,
  work: (pool: pg.Pool) => Promise<Result>,
): Promise<Result> {
  const { url, embedded } = await openDatabase(config, () => undefined);
  try {
    await applyMigrations(url, migrationsDir);
    const pool = createPool(url, { max: 2, applicationName: 'hydra-command' });
    try {
      return await work(pool);
    } finally {
      await pool.end();
    }
  } finally {
    if (embedded !== null && !embedded.adopted) await embedded.stop();
  }
}

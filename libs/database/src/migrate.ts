import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { DatabaseError } from './database-error.js';
import type { MigrationList } from './schema-engine.js';

/** Two-number advisory lock, so that it cannot meet the one-number locks of Prisma and BullMQ. "HYDR", migrations. */
const migrationLock = [0x48594452, 1] as const;
const lockTimeoutMs = 120_000;
const migrationTimeoutMs = 15 * 60_000;

/** What else has to be brought up to date under the same lock, on a session of its own. */
export type AlsoMigrate = (client: pg.Client) => Promise<unknown>;

/**
 * Brings the database up to the migrations in the folder (`<name>/migration.sql`, in the order of their names), then
 * runs what else the caller wants migrated. May be called by many processes at once: one migrates, the others wait.
 * A migration that was broken off half-way, which Postgres has undone, is applied again.
 * @returns the names of the migrations that were applied now
 * @throws DatabaseError that names the migration that failed
 */
export async function applyMigrations(
  url: string,
  migrationsDir: string,
  also?: AlsoMigrate,
): Promise<string[]> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'hydra-migrate',
    connectionTimeoutMillis: 5_000,
    lock_timeout: lockTimeoutMs,
    query_timeout: migrationTimeoutMs,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1, $2)', [...migrationLock]);
    const migrations = await readMigrations(migrationsDir);
    const applied = (await isUpToDate(client, migrations))
      ? []
      : await applyWithPrisma(url, migrations, await listInterrupted(client));
    await also?.(client);
    return applied;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whether every migration was applied before, which is told without Prisma's engine: it takes a while to load. */
async function isUpToDate(client: pg.Client, { migrationDirectories }: MigrationList): Promise<boolean> {
  if (!(await isKnown(client))) return false;
  const { rows } = await client.query<{ migration_name: string; applied: boolean }>(
    'SELECT migration_name, finished_at IS NOT NULL AS applied FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const applied = new Set(rows.map((row) => row.migration_name));
  return rows.every((row) => row.applied) && migrationDirectories.every(({ path }) => applied.has(path));
}

async function isKnown(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ present: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present`,
  );
  return rows[0]?.present === true;
}

async function applyWithPrisma(
  url: string,
  migrationsList: MigrationList,
  interrupted: string[],
): Promise<string[]> {
  // Loaded only by those who migrate: it is large.
  const { openSchemaEngine } = await import('./schema-engine.js');
  const engine = await openSchemaEngine(url, migrationTimeoutMs);
  try {
    for (const migrationName of interrupted) await engine.markMigrationRolledBack({ migrationName });
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList,
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } catch (error) {
    throw new DatabaseError(`The database could not be migrated: ${reasonOf(error)}`, { cause: error });
  } finally {
    await engine.close();
  }
}

/**
 * Migrations that began and never ended. A script is sent as one message and is therefore one transaction, so that
 * one whose step was not recorded has left nothing behind.
 */
async function listInterrupted(client: pg.Client): Promise<string[]> {
  if (!(await isKnown(client))) return [];
  const { rows } = await client.query<{ migration_name: string }>(
    `SELECT migration_name FROM _prisma_migrations
      WHERE finished_at IS NULL AND rolled_back_at IS NULL AND applied_steps_count = 0`,
  );
  return rows.map((row) => row.migration_name);
}

async function readMigrations(baseDir: string): Promise<MigrationList> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
  const migrationDirectories = await Promise.all(
    names.map(async (path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: await readFile(join(baseDir, path, 'migration.sql'), 'utf8') },
      },
    })),
  );
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories,
  };
}

/** The engine's message ends in a trace of its own source; what went wrong stands before it. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const migration = /migration_name="([^"]+)"/.exec(message)?.[1];
  const reason = message
    .split(/\n\s*0: /)[0]
    ?.replaceAll(/\s+/g, ' ')
    .replace(/^external connector error /, '')
    .replace(/^Error querying the database: /, '')
    .trim();
  return migration === undefined ? `${reason}` : `migration ${migration} failed with ${reason}`;
}

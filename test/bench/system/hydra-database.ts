import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { applyMigrations, createPool, createPrisma } from '#database';
import { createKey } from '#keys';
import { migrateQueueTables } from '#queues';
import { createScanner } from '#scanners';
import { createStaff } from '#staff';

const migrationsDir = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url));

/** A database ready for Hydra: one workspace with a Product Usage Scanner, a key and a staff sign-in. */
export interface HydraDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly workspaceId: number;
  /** The Authorization header of a sender. */
  readonly authorization: string;
  readonly staff: { readonly email: string; readonly password: string };
}

/** Brings an empty database to where a first start of Hydra would bring it. */
export async function prepareHydraDatabase(url: string): Promise<HydraDatabase> {
  await applyMigrations(url, migrationsDir, migrateQueueTables);
  const pool = createPool(url, { max: 4, applicationName: 'hydra-bench', statementTimeoutMs: 30 * 60_000 });
  const prisma = await createPrisma(pool);
  const { id: workspaceId } = await prisma.workspace.create({ data: { name: 'Bench' } });
  await prisma.integration.create({ data: { workspaceId, kind: 'segment' } });
  const { key } = await createKey(prisma, { workspaceId, name: 'bench', createdBy: 'bench' });
  await createScanner(prisma, { workspaceId, name: 'Product usage', actor: 'bench' });
  const staff = { email: 'bench@example.com', password: 'correct horse battery staple' };
  await createStaff(prisma, { workspaceId, ...staff });
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
  return { url, pool, workspaceId, authorization, staff };
}

/** Events that are stored, and uses that are counted. */
export async function countRecorded(pool: pg.Pool): Promise<{ events: number; uses: number }> {
  const { rows } = await pool.query<{ events: string; uses: string }>(
    `SELECT (SELECT count(*) FROM event) AS events,
            (SELECT coalesce(sum(positive + neutral + negative), 0) FROM usage_count) AS uses`,
  );
  return { events: Number(rows[0]?.events ?? 0), uses: Number(rows[0]?.uses ?? 0) };
}

/** Whether nothing waits: an event leaves the inbox in the transaction that records it, so all is then committed. */
export async function isInboxEmpty(pool: pg.Pool): Promise<boolean> {
  const { rowCount } = await pool.query({ name: 'bench-inbox', text: 'SELECT FROM inbox LIMIT 1' });
  return rowCount === 0;
}

/** Forgets what waits and its jobs, for measurements in which no worker takes anything out. */
export async function emptyInbox(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname = 'bullmq' AND tablename IN ('job', 'event')`,
  );
  await pool.query(`TRUNCATE ${['inbox', ...rows.map(({ name }) => name)].join(', ')} CASCADE`);
}

/** Forgets events and counts; people, companies and features stay known. */
export async function emptyEvents(pool: pg.Pool): Promise<void> {
  await pool.query('TRUNCATE event, usage_count');
}

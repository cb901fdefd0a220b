import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { childEnvironment } from '#config';
import { createPool, createPrisma, type PrismaClient } from '#database';

const template = 'hydra';

/** A database of a test file's own, migrated and empty. It goes away with the cluster at the end of the run. */
export interface TestDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  /** Ends our own connections to it. */
  close(): Promise<void>;
}

/** Clones the migrated template of this run's Postgres. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const clusterUrl = childEnvironment({})['TEST_CLUSTER_URL'];
  if (clusterUrl === undefined) throw new Error('No Postgres: run with `jest --config test/jest.config.js`.');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = new pg.Client({ connectionString: urlOf(clusterUrl, 'postgres'), query_timeout: 30_000 });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  } finally {
    await admin.end();
  }
  const url = urlOf(clusterUrl, name);
  const pool = createPool(url, { max: 4, applicationName: 'hydra-test' });
  const prisma = await createPrisma(pool);
  return {
    url,
    pool,
    prisma,
    close: async () => {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}

function urlOf(clusterUrl: string, database: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${database}`;
  return url.href;
}

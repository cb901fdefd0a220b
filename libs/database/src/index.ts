/** Postgres: connections to it, waiting for its answers, the Prisma client, applying migrations, and the embedded server. */
export { DatabaseError, errorCode } from './database-error.js';
export { prepareDataDir } from './embedded/cluster.js';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded/embedded-postgres.js';
export { arrayOf, listOf } from './list.js';
export { applyMigrations, type AlsoMigrate } from './migrate.js';
export { createPool, type PoolOptions } from './pool.js';
export type { Prisma, PrismaClient } from './generated/client.js';
export { createPrisma } from './prisma.js';
export { assertReachable, whereOf } from './reach.js';
export { inTransaction, type Transaction } from './transaction.js';
export { within } from './within.js';

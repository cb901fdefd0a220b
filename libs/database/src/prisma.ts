import type pg from 'pg';
import type { PrismaClient } from './generated/client.js';

/**
 * A Prisma client that takes its connections from the pool given; closing the pool is left to whoever made it.
 * Its error messages hold no source lines and no values. Prisma is loaded here and not before: the workers do without
 * it, and it takes 30 MB.
 */
export async function createPrisma(pool: pg.Pool): Promise<PrismaClient> {
  const [{ PrismaPg }, { PrismaClient }] = await Promise.all([
    import('@prisma/adapter-pg'),
    import('./generated/client.js'),
  ]);
  return new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' });
}

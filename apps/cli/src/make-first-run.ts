import { createPrisma, type Prisma } from '#database';
import type { FirstRun, SetUpFirstRun } from './first-run.js';
import { makeWorkspaceIn, makeWorkspaceOptions } from './make-workspace.js';

/** Makes two first runs at the same moment one. */
const firstRunLock = { class: 7207, id: 2 } as const;
const emailDefault = 'admin@example.com';

/**
 * Makes what somebody needs to begin, unless there is a workspace already. All of it or nothing, however many ask at
 * once.
 */
export const makeFirstRun: SetUpFirstRun = async (pool, config) => {
  const prisma = await createPrisma(pool);
  try {
    return await prisma.$transaction((tx) => make(tx, config), makeWorkspaceOptions);
  } finally {
    await prisma.$disconnect();
  }
};

async function make(
  tx: Prisma.TransactionClient,
  { adminEmail, adminPassword }: Parameters<SetUpFirstRun>[1],
): Promise<FirstRun | null> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${firstRunLock.class}::int, ${firstRunLock.id}::int)`;
  if ((await tx.workspace.count()) > 0) return null;
  return makeWorkspaceIn(tx, {
    name: 'My workspace',
    adminEmail: adminEmail ?? emailDefault,
    adminPassword,
    keyName: 'First key',
    actor: 'first run',
  });
}

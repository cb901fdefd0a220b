import { randomBytes } from 'node:crypto';
import { createPrisma, type Prisma } from '#database';
import { createKey } from '#keys';
import { createScannerIn } from '#scanners';
import { createStaff } from '#staff';
import type { FirstRun, SetUpFirstRun } from './first-run.js';

/** Makes two first runs at the same moment one. */
const firstRunLock = { class: 7207, id: 2 } as const;
const workspaceName = 'My workspace';
const emailDefault = 'admin@example.com';
const passwordBytes = 15;
const transactionTimeoutMs = 30_000;
const connectionTimeoutMs = 10_000;

/**
 * Makes what somebody needs to begin, unless there is a workspace already: a workspace with the Segment integration, a
 * Product Usage Scanner, a staff sign-in and an API key. All of it or nothing, however many ask at once.
 */
export const makeFirstRun: SetUpFirstRun = async (pool, config) => {
  const prisma = await createPrisma(pool);
  try {
    return await prisma.$transaction((tx) => make(tx, config), {
      timeout: transactionTimeoutMs,
      maxWait: connectionTimeoutMs,
    });
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
  const workspace = await tx.workspace.create({
    data: { name: workspaceName, integrations: { create: { kind: 'segment' } } },
    select: { id: true },
  });
  const workspaceId = workspace.id;
  await createScannerIn(tx, { workspaceId, name: 'Product Usage Scanner' });
  const madeUp = randomBytes(passwordBytes).toString('base64url');
  const { email } = await createStaff(tx, {
    workspaceId,
    email: adminEmail ?? emailDefault,
    password: adminPassword ?? madeUp,
  });
  const { key } = await createKey(tx, { workspaceId, name: 'First key', createdBy: 'first run' });
  return {
    workspaceName,
    staffEmail: email,
    staffPassword: adminPassword === null ? madeUp : null,
    apiKey: key,
  };
}

import type { Prisma, PrismaClient } from '#database';
import { countingLock } from './product-usage-scanner.js';

const lockTimeoutMs = 10_000;
/** Longer than the wait for the lock, and what follows is a handful of small statements. */
const transactionTimeoutMs = 15_000;
const connectionTimeoutMs = 5_000;

/**
 * Runs the work in a transaction, alone among all that count: every event is stored either before it, under an older
 * generation of the workspace, or after it, under the one that `work` is given.
 */
export function changeCounting<Result>(
  prisma: Pick<PrismaClient, '$transaction'>,
  workspaceId: number,
  work: (tx: Prisma.TransactionClient, generation: number) => Promise<Result>,
): Promise<Result> {
  return prisma.$transaction((tx) => changeCountingIn(tx, workspaceId, work), {
    timeout: transactionTimeoutMs,
    maxWait: connectionTimeoutMs,
  });
}

/** The same within a transaction that is open already. */
export async function changeCountingIn<Result>(
  tx: Prisma.TransactionClient,
  workspaceId: number,
  work: (tx: Prisma.TransactionClient, generation: number) => Promise<Result>,
): Promise<Result> {
  await tx.$queryRaw`SELECT set_config('lock_timeout', ${`${lockTimeoutMs}ms`}, true)`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${countingLock.class}::int, ${countingLock.id}::int)`;
  const { generation } = await tx.workspace.update({
    where: { id: workspaceId },
    data: { generation: { increment: 1 } },
    select: { generation: true },
  });
  return work(tx, generation);
}

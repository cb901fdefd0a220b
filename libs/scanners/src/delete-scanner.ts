import { recordAudit } from '#audit';
import type { PrismaClient } from '#database';
import { HydraError } from '#contract';
import { changeCounting } from './change-counting.js';

/**
 * Deletes a scanner: nothing is counted for it any more, and its counts are shown no more. Deleting it again changes
 * nothing.
 * @throws HydraError not_found when the workspace has no such scanner
 */
export async function deleteScanner(
  prisma: Pick<PrismaClient, '$transaction' | 'scanner'>,
  { workspaceId, id, actor }: { workspaceId: number; id: number; actor: string },
): Promise<void> {
  const scanner = await prisma.scanner.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
  if (scanner === null) throw new HydraError('not_found', { message: 'There is no such scanner.' });
  if (scanner.deletedAt !== null) return;
  await changeCounting(prisma, workspaceId, async (tx) => {
    const { count } = await tx.scanner.updateMany({
      where: { workspaceId, id, deletedAt: null },
      data: { deletedAt: new Date() },
    });
    if (count > 0) await recordAudit(tx, { workspaceId, actor, action: 'scanner.delete', object: id });
  });
}

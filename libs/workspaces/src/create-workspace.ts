import { recordAudit } from '#audit';
import type { Prisma } from '#database';

/** Makes an empty workspace, within a transaction that makes what belongs into it. Its number comes out. */
export async function createWorkspaceIn(
  tx: Prisma.TransactionClient,
  { name, actor }: { name: string; actor: string },
): Promise<number> {
  const { id } = await tx.workspace.create({ data: { name }, select: { id: true } });
  await recordAudit(tx, { workspaceId: id, actor, action: 'workspace.create', object: id });
  return id;
}

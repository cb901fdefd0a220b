import { recordAudit } from '#audit';
import type { PrismaClient } from '#database';
import { takeKey, type KeyReference } from './take-key.js';

/**
 * Revokes a key: refused by this process once its KeyRing is cleared, by every other one within 60 s. Revoking it again
 * changes nothing.
 * @throws HydraError not_found when the workspace has no such key
 */
export async function revokeKey(
  prisma: Pick<PrismaClient, '$transaction'>,
  { workspaceId, id, actor }: KeyReference & { actor: string },
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const { revokedAt } = await takeKey(tx, { workspaceId, id });
    if (revokedAt !== null) return;
    await tx.apiKey.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: { revokedAt: new Date() },
    });
    await recordAudit(tx, { workspaceId, actor, action: 'key.revoke', object: id });
  });
}

import type { PrismaClient } from '#database';
import { HydraError } from '#contract';

/**
 * Revokes a key: refused by this process once its KeyRing is cleared, by every other one within 60 s. Revoking it again
 * changes nothing.
 * @throws HydraError not_found when the workspace has no such key
 */
export async function revokeKey(
  prisma: Pick<PrismaClient, 'apiKey'>,
  { workspaceId, id }: { workspaceId: number; id: string },
): Promise<void> {
  const { count } = await prisma.apiKey.updateMany({
    where: { workspaceId, id, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  if (count > 0) return;
  const known = await prisma.apiKey.count({ where: { workspaceId, id } });
  if (known === 0) throw new HydraError('not_found', { message: 'There is no such API key.' });
}

import type { z } from 'zod';
import { HydraError, type staffApi } from '#contract';
import type { PrismaClient } from '#database';

/** Audiences, as staff see them. */
export type AudienceList = z.infer<typeof staffApi.audienceList>;

/** More than a workspace of Segment may have. */
const audiencesMax = 1_000;

/** The audiences that a workspace has heard of, by their keys. */
export async function listAudiences(prisma: PrismaClient, workspaceId: number): Promise<AudienceList> {
  const rows = await prisma.audience.findMany({
    where: { workspaceId },
    orderBy: [{ key: 'asc' }, { id: 'asc' }],
    take: audiencesMax,
  });
  return {
    items: rows.map(({ id, key, kind, spaceId, computationId, firstAt }) => ({
      id,
      key,
      kind: kind === 'journey_step' ? kind : 'audience',
      spaceId,
      computationId,
      firstAt: firstAt.toISOString(),
    })),
  };
}

/** @throws HydraError not_found where the workspace has no such audience */
export async function assertAudience(prisma: PrismaClient, workspaceId: number, id: string): Promise<void> {
  const found = await prisma.audience.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
  if (found === null) throw new HydraError('not_found', { message: 'There is no such audience.' });
}

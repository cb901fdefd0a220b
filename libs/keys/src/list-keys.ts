import type { PrismaClient } from '#database';

/** What may be seen of a key. */
export interface ListedKey {
  readonly id: string;
  readonly name: string;
  /** The prefix and the last four characters. */
  readonly hint: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  /** To the minute; null when it was never used. */
  readonly lastUsedAt: Date | null;
  /** null while it is live. */
  readonly revokedAt: Date | null;
}

/** More than anybody has; a bound all the same. */
const keysMax = 500;

/** The newest 500 keys of a workspace, revoked ones included, newest first. */
export function listKeys(prisma: Pick<PrismaClient, 'apiKey'>, workspaceId: number): Promise<ListedKey[]> {
  return prisma.apiKey.findMany({
    where: { workspaceId },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: keysMax,
    select: {
      id: true,
      name: true,
      hint: true,
      createdBy: true,
      createdAt: true,
      lastUsedAt: true,
      revokedAt: true,
    },
  });
}

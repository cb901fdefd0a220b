import type { PrismaClient } from '#database';
import { keyStateAt, type KeyState } from './key-state.js';

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
  /** null while it is not revoked. */
  readonly revokedAt: Date | null;
  /** null where it does not expire. */
  readonly expiresAt: Date | null;
  /** Addresses and networks that it may be used from; none means from everywhere. */
  readonly allowedAddresses: string[];
  /** The key that was made to take its place, or null. */
  readonly replacedBy: string | null;
  readonly state: KeyState;
}

/** More than anybody has; a bound all the same. */
const keysMax = 500;
const shown = {
  id: true,
  name: true,
  hint: true,
  createdBy: true,
  createdAt: true,
  lastUsedAt: true,
  revokedAt: true,
  expiresAt: true,
  allowedAddresses: true,
  replacedBy: true,
} as const;

/** The newest 500 keys of a workspace, revoked ones included, newest first. */
export async function listKeys(
  prisma: Pick<PrismaClient, 'apiKey'>,
  workspaceId: number,
): Promise<ListedKey[]> {
  const keys = await prisma.apiKey.findMany({
    where: { workspaceId },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: keysMax,
    select: shown,
  });
  const now = Date.now();
  return keys.map((key) => ({ ...key, state: keyStateAt(now, key) }));
}

import { HydraError } from '#contract';
import type { Prisma } from '#database';

/** One key of one workspace. */
export interface KeyReference {
  readonly workspaceId: number;
  readonly id: string;
}

/** A key that nobody else changes for as long as the transaction is open. */
export interface TakenKey {
  readonly name: string;
  readonly expiresAt: Date | null;
  readonly allowedAddresses: string[];
  readonly replacedBy: string | null;
  readonly revokedAt: Date | null;
}

const read = {
  name: true,
  expiresAt: true,
  allowedAddresses: true,
  replacedBy: true,
  revokedAt: true,
} as const;

/** Reads and locks a key. @throws HydraError not_found when the workspace has no such key */
export async function takeKey(
  tx: Prisma.TransactionClient,
  { workspaceId, id }: KeyReference,
): Promise<TakenKey> {
  await tx.$executeRaw`SELECT FROM api_key WHERE workspace_id = ${workspaceId} AND id = ${id}::uuid FOR UPDATE`;
  const key = await tx.apiKey.findUnique({ where: { workspaceId_id: { workspaceId, id } }, select: read });
  if (key === null) throw new HydraError('not_found', { message: 'There is no such API key.' });
  return key;
}

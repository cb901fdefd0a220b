import { recordAudit } from '#audit';
import { HydraError } from '#contract';
import type { Prisma, PrismaClient } from '#database';
import { digestKey, generateKey, keyHint } from './api-key.js';
import { assertFuture } from './expiry.js';

/** What is asked for. */
export interface NewKey {
  readonly workspaceId: number;
  /** What staff call it, such as the source that sends with it. */
  readonly name: string;
  /** Who asked: an e-mail address, or the program. */
  readonly createdBy: string;
  /** The integration it belongs to. */
  readonly integration?: 'segment';
  /** From when on it is refused; never unless told. */
  readonly expiresAt?: Date | null;
  /** Addresses and networks, checked already, that it may be used from; everywhere unless told. */
  readonly allowedAddresses?: readonly string[];
}

/** A key just created: the only time that it can be seen. */
export interface CreatedKey {
  readonly id: string;
  readonly key: string;
  readonly hint: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly allowedAddresses: readonly string[];
}

/**
 * Creates a key for an integration of the workspace. Only its digest is stored.
 * @throws HydraError not_found when the workspace has no such integration; invalid_request when it would have expired
 */
export function createKey(prisma: Pick<PrismaClient, '$transaction'>, key: NewKey): Promise<CreatedKey> {
  return prisma.$transaction((tx) => createKeyIn(tx, key));
}

/** The same within a transaction that is open already. */
export async function createKeyIn(tx: Prisma.TransactionClient, asked: NewKey): Promise<CreatedKey> {
  assertFuture(asked.expiresAt);
  const created = await insertKey(tx, asked);
  await recordAudit(tx, {
    workspaceId: asked.workspaceId,
    actor: asked.createdBy,
    action: 'key.create',
    object: created.id,
  });
  return created;
}

/** Writes the row of a new key, and leaves it to the caller to say why. */
export async function insertKey(
  tx: Prisma.TransactionClient,
  { workspaceId, name, createdBy, integration = 'segment', expiresAt = null, allowedAddresses = [] }: NewKey,
): Promise<CreatedKey> {
  const owner = await tx.integration.findUnique({
    where: { workspaceId_kind: { workspaceId, kind: integration } },
    select: { id: true },
  });
  if (owner === null) {
    throw new HydraError('not_found', { message: `This workspace has no ${integration} integration.` });
  }
  const key = generateKey();
  const shown = { name, hint: keyHint(key), expiresAt, allowedAddresses: [...allowedAddresses] };
  const { id, createdAt } = await tx.apiKey.create({
    data: {
      workspaceId,
      integrationId: owner.id,
      digest: new Uint8Array(digestKey(key)),
      createdBy,
      ...shown,
    },
    select: { id: true, createdAt: true },
  });
  return { id, key, createdAt, ...shown };
}

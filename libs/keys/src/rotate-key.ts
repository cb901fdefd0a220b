import { recordAudit } from '#audit';
import { HydraError, type KeyOverlap } from '#contract';
import type { PrismaClient } from '#database';
import { assertFuture } from './expiry.js';
import { insertKey, type CreatedKey } from './create-key.js';
import { takeKey, type KeyReference, type TakenKey } from './take-key.js';

/** What is to take whose place, and when. */
export interface KeyRotation extends KeyReference {
  readonly actor: string;
  /** For how long the old key is taken beside the new one. */
  readonly overlap: KeyOverlap;
  /** Of the new key. */
  readonly expiresAt?: Date | null;
}

const hourMs = 60 * 60_000;
const overlapMs: Readonly<Record<KeyOverlap, number>> = {
  now: 0,
  '1h': hourMs,
  '24h': 24 * hourMs,
  '7d': 7 * 24 * hourMs,
};

/**
 * Makes a key that takes the place of another: of the same name and limits, of the same expiry too unless told.
 * Both are taken until the overlap is over, or until the old one expires by itself.
 * @throws HydraError not_found; invalid_request when the key is taken no more, or was replaced already
 */
export async function rotateKey(
  prisma: Pick<PrismaClient, '$transaction'>,
  { workspaceId, id, actor, overlap, expiresAt }: KeyRotation,
): Promise<CreatedKey> {
  assertFuture(expiresAt);
  return prisma.$transaction(async (tx) => {
    const old = await takeKey(tx, { workspaceId, id });
    const now = Date.now();
    assertReplaceable(old, now);
    const { name, allowedAddresses } = old;
    const created = await insertKey(tx, {
      workspaceId,
      name,
      createdBy: actor,
      expiresAt: expiresAt === undefined ? old.expiresAt : expiresAt,
      allowedAddresses,
    });
    await tx.apiKey.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: {
        replacedBy: created.id,
        expiresAt: new Date(Math.min(now + overlapMs[overlap], old.expiresAt?.getTime() ?? Infinity)),
      },
    });
    const detail = { replacedBy: created.id, overlap };
    await recordAudit(tx, { workspaceId, actor, action: 'key.rotate', object: id, detail });
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'key.create',
      object: created.id,
      detail: { replaces: id },
    });
    return created;
  });
}

function assertReplaceable({ revokedAt, expiresAt, replacedBy }: TakenKey, nowMs: number): void {
  if (replacedBy !== null)
    throw new HydraError('invalid_request', {
      message: `The API key was rotated already. Rotate the one that took its place: ${replacedBy}.`,
    });
  if (revokedAt !== null || (expiresAt !== null && expiresAt.getTime() <= nowMs))
    throw new HydraError('invalid_request', {
      message: 'The API key is taken no more, so it cannot be rotated. Create a new one.',
    });
}

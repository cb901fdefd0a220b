import { recordAudit } from '#audit';
import { HydraError } from '#contract';
import type { PrismaClient } from '#database';
import { assertFuture } from './expiry.js';
import { takeKey, type KeyReference } from './take-key.js';

/** What is to be different; what is undefined stays. */
export interface KeyChange {
  readonly name?: string;
  /** null: it does not expire any more. */
  readonly expiresAt?: Date | null;
  /** Addresses and networks, checked already; empty: it may be used from everywhere. */
  readonly allowedAddresses?: readonly string[];
}

/**
 * Changes the name, the expiry or the allowed addresses of a key: for this process once its KeyRing is cleared, for every
 * other one within 60 s. A key that has expired lives again when it is given more time.
 * @throws HydraError not_found; invalid_request when it is revoked, or would be expired
 */
export async function changeKey(
  prisma: Pick<PrismaClient, '$transaction'>,
  { workspaceId, id, actor, change }: KeyReference & { actor: string; change: KeyChange },
): Promise<void> {
  assertFuture(change.expiresAt);
  await prisma.$transaction(async (tx) => {
    const key = await takeKey(tx, { workspaceId, id });
    if (key.revokedAt !== null)
      throw new HydraError('invalid_request', {
        message: 'The API key is revoked and cannot be changed. Create a new one.',
      });
    const changed = changedFields(key, change);
    if (changed.length === 0) return;
    const { name, expiresAt, allowedAddresses } = change;
    await tx.apiKey.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: {
        name,
        expiresAt,
        ...(allowedAddresses === undefined ? {} : { allowedAddresses: [...allowedAddresses] }),
      },
    });
    await recordAudit(tx, { workspaceId, actor, action: 'key.change', object: id, detail: { changed } });
  });
}

const fields = ['name', 'expiresAt', 'allowedAddresses'] as const;

/** The names of what is not as it was. */
function changedFields(key: Required<KeyChange>, change: KeyChange): string[] {
  return fields.filter(
    (field) => change[field] !== undefined && JSON.stringify(change[field]) !== JSON.stringify(key[field]),
  );
}

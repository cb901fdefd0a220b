import type { Transaction } from '#database';
import type { IdentifierKind } from './identifier.js';

/** An identifier, whose it is, and who has claimed it: without a claim, staff may point it elsewhere. */
export type Pointed = {
  id: string;
  kind: IdentifierKind;
  value: string;
  ownerId: string;
  claimedBy: string | null;
};

/** Whose identifiers these are has changed while they were being locked. The transaction has to be done anew. */
export class OwnersMoved extends Error {
  override name = 'OwnersMoved';
}

/**
 * Afterwards every identifier of these owners is locked, in the order of their ids, and none can come to them: who
 * claims one for a person locks that person's own first.
 * @throws OwnersMoved where one came or went meanwhile
 */
export async function lockOwned(
  tx: Transaction,
  workspaceId: number,
  ownerIds: readonly string[],
): Promise<Pointed[]> {
  const { rows: locked } = await tx.query<Pointed>({
    name: 'owned-lock',
    text: `SELECT id, kind, value, owner_id AS "ownerId", claimed_by AS "claimedBy" FROM identifier
            WHERE workspace_id = $1 AND owner_id = ANY($2::uuid[]) ORDER BY id FOR UPDATE`,
    values: [workspaceId, ownerIds],
  });
  const { rows: owned } = await tx.query<{ id: string }>({
    name: 'owned-read',
    text: 'SELECT id FROM identifier WHERE workspace_id = $1 AND owner_id = ANY($2::uuid[])',
    values: [workspaceId, ownerIds],
  });
  const ids = new Set(locked.map(({ id }) => id));
  if (owned.length !== ids.size || !owned.every(({ id }) => ids.has(id))) throw new OwnersMoved();
  return locked;
}

/** Afterwards these identifiers, which this transaction holds locked, belong to this owner. */
export async function pointIdentifiers(
  tx: Transaction,
  workspaceId: number,
  ids: readonly string[],
  ownerId: string,
): Promise<void> {
  await tx.query({
    name: 'identifier-point',
    text: 'UPDATE identifier SET owner_id = $3 WHERE workspace_id = $1 AND id = ANY($2::uuid[])',
    values: [workspaceId, ids, ownerId],
  });
}

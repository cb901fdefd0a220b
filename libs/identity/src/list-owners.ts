import { arrayOf, listOf, type Transaction } from '#database';
import type { Identifier, IdentifierKind } from './identifier.js';
import type { OwnerRef } from './owner.js';

/** The owners of these identifiers, each once. An identifier that has no row has none. */
export async function listOwners(tx: Transaction, identifiers: readonly Identifier[]): Promise<OwnerRef[]> {
  if (identifiers.length === 0) return [];
  const { rows } = await tx.query<OwnerRef>({
    name: 'identifier-owners',
    text: `SELECT DISTINCT known.workspace_id AS "workspaceId", known.owner_id AS id
             FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}) AS told (workspace_id, id)
             JOIN identifier known ON known.workspace_id = told.workspace_id AND known.id = told.id`,
    values: [
      listOf(identifiers.map(({ workspaceId }) => workspaceId)),
      listOf(identifiers.map(({ id }) => id)),
    ],
  });
  return rows;
}

/** More than anybody has by right. */
const identifiersMax = 10_000;

/** The ids of the identifiers that point to an owner, 10,000 at most. */
export async function listIdentifierIds(
  tx: Transaction,
  owner: OwnerRef,
  kinds: readonly IdentifierKind[],
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'identifier-ids-of-owner',
    text: `SELECT id FROM identifier WHERE workspace_id = $1 AND owner_id = $2 AND kind = ANY($3::text[])
            ORDER BY id LIMIT $4`,
    values: [owner.workspaceId, owner.id, kinds, identifiersMax],
  });
  return rows.map(({ id }) => id);
}

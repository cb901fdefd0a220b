import { arrayOf, listOf, type Transaction } from '#database';
import type { Identifier, IdentifierKind } from './identifier.js';
import { keyOf, type OwnerRef } from './owner.js';
import type { Traits } from './traits.js';

/** An identifier, as its owner sees it. */
export type Owned = { identifier: Identifier; identified: boolean; traits: Traits };

/** The identifiers of each owner, by `keyOf`, in the order of their ids. An owner that has none is not listed. */
export async function readOwned(tx: Transaction, owners: readonly OwnerRef[]): Promise<Map<string, Owned[]>> {
  const { rows } = await tx.query<{
    workspace_id: number;
    id: string;
    owner_id: string;
    kind: IdentifierKind;
    value: string;
    identified: boolean;
    traits: Traits;
  }>({
    name: 'identifier-owned',
    text: `SELECT known.workspace_id, known.id, known.owner_id, kind, value, identified, traits
             FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}) AS owner (workspace_id, id)
             JOIN identifier known ON known.workspace_id = owner.workspace_id AND known.owner_id = owner.id
            ORDER BY known.workspace_id, known.id`,
    values: [listOf(owners.map((owner) => owner.workspaceId)), listOf(owners.map((owner) => owner.id))],
  });
  const owned = new Map<string, Owned[]>();
  for (const row of rows) {
    const key = keyOf(row.workspace_id, row.owner_id);
    const { workspace_id: workspaceId, id, kind, value, identified, traits } = row;
    const mine = owned.get(key) ?? [];
    mine.push({ identifier: { workspaceId, id, kind, value }, identified, traits });
    owned.set(key, mine);
  }
  return owned;
}

import { arrayOf, listOf, type Transaction } from '#database';
import type { Identifier, IdentifierKind } from './identifier.js';
import { keyOf, type OwnerRef } from './owner.js';
import { isHeardOf } from './state.js';
import type { Traits } from './traits.js';

/** An identifier, as its owner sees it. */
export type Owned = { identifier: Identifier; identified: boolean; traits: Traits; firstSeenOn?: string };

/** Identifiers that this transaction has recorded, and so need not be read again, with the id of their owner. */
export type Recorded = readonly (Owned & { ownerId: string })[];

/** The identifiers of each owner, by `keyOf`. An owner that has none is not listed, nor is one nobody has heard of. */
export async function readOwned(
  tx: Transaction,
  owners: readonly OwnerRef[],
  recorded: Recorded,
): Promise<Map<string, Owned[]>> {
  const owned = new Map<string, Owned[]>(owners.map((owner) => [keyOf(owner.workspaceId, owner.id), []]));
  for (const one of recorded) owned.get(keyOf(one.identifier.workspaceId, one.ownerId))?.push(one);
  const { rows } = await tx.query<{
    workspace_id: number;
    id: string;
    owner_id: string;
    kind: IdentifierKind;
    value: string;
    identified: boolean;
    traits: Traits;
    first_seen_on: string | null;
  }>({
    name: 'identifier-owned',
    text: `SELECT known.workspace_id, known.id, known.owner_id, kind, value, identified, traits,
                  first_seen_on::text
             FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}) AS owner (workspace_id, id)
             JOIN identifier known ON known.workspace_id = owner.workspace_id AND known.owner_id = owner.id
            WHERE known.id NOT IN (SELECT unnest(${arrayOf(3, 'uuid')}))`,
    values: [
      listOf(owners.map((owner) => owner.workspaceId)),
      listOf(owners.map((owner) => owner.id)),
      listOf(recorded.map(({ identifier }) => identifier.id)),
    ],
  });
  for (const row of rows) {
    const { workspace_id: workspaceId, id, kind, value, identified, traits } = row;
    owned.get(keyOf(workspaceId, row.owner_id))?.push({
      identifier: { workspaceId, id, kind, value },
      identified,
      traits,
      firstSeenOn: row.first_seen_on ?? undefined,
    });
  }
  for (const [key, mine] of owned) {
    if (!mine.some(isHeardOf)) owned.delete(key);
    else mine.sort((a, b) => (a.identifier.id < b.identifier.id ? -1 : 1));
  }
  return owned;
}

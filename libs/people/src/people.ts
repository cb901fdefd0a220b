import type { Transaction } from '#database';
import { keyOf, refreshOwners, type Identifier, type OwnerRef, type Recorded } from '#identity';
import { personProjection } from './person-projection.js';

/** News of a membership, by an identifier that this transaction holds locked. */
export type Joined = { identifier: Identifier; company: Identifier };

/**
 * Afterwards the rows of these people, and of those who have joined a company, say what their identifiers and
 * memberships say. To hear again of the company that is theirs already changes nobody.
 */
export async function refreshPeople(
  tx: Transaction,
  people: readonly OwnerRef[],
  recorded: Recorded,
  joined: readonly Joined[] = [],
): Promise<void> {
  const owners = new Map(people.map((owner) => [keyOf(owner.workspaceId, owner.id), owner]));
  const companies = new Map<string, Set<string>>();
  const ownerIds = new Map(recorded.map(({ identifier, ownerId }) => [identifier.id, ownerId]));
  for (const { identifier, company } of joined) {
    const { workspaceId } = identifier;
    const id = ownerIds.get(identifier.id) ?? identifier.id;
    const key = keyOf(workspaceId, id);
    if (owners.has(key) && !companies.has(key)) continue;
    owners.set(key, { workspaceId, id });
    companies.set(key, (companies.get(key) ?? new Set()).add(company.id));
  }
  await refreshOwners(tx, personProjection, [...owners.values()], recorded, ({ workspaceId, id }, row) => {
    const heard = companies.get(keyOf(workspaceId, id));
    return heard?.size === 1 && row.company_identifier_id !== null && heard.has(row.company_identifier_id);
  });
}

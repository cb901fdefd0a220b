import type { Transaction } from '#database';
import {
  keyOf,
  refreshOwners,
  type Identifier,
  type LearntOf,
  type OwnerRef,
  type Recorded,
} from '#identity';
import { personProjection } from './person-projection.js';

/** News of a membership that has begun or ended, by an identifier that this transaction holds locked. */
export type Joined = { identifier: Identifier; company: Identifier; ended: boolean };

/**
 * Afterwards the rows of these people, and of those who have joined or left a company, say what their identifiers and
 * memberships say. To hear again of the company that is theirs already changes nobody.
 */
export async function refreshPeople(
  tx: Transaction,
  people: LearntOf,
  recorded: Recorded,
  joined: readonly Joined[] = [],
): Promise<void> {
  const companies = companiesByOwner(recorded, joined);
  const heardOf = [...companies.values()].map(({ owner }) => owner);
  const learnt = { ...people, repeated: [...people.repeated, ...heardOf] };
  await refreshOwners(tx, personProjection, learnt, recorded, ({ workspaceId, id }, row) => {
    const heard = companies.get(keyOf(workspaceId, id))?.joined ?? [];
    return heard.every(({ company, ended }) => ended !== (company.id === row.company_identifier_id));
  });
}

type Heard = { owner: OwnerRef; joined: Joined[] };

/** The companies of which something was heard, by the person who belongs to them. */
function companiesByOwner(recorded: Recorded, joined: readonly Joined[]): Map<string, Heard> {
  const ownerIds = new Map(recorded.map(({ identifier, ownerId }) => [identifier.id, ownerId]));
  const companies = new Map<string, Heard>();
  for (const one of joined) {
    const { identifier } = one;
    const owner = { workspaceId: identifier.workspaceId, id: ownerIds.get(identifier.id) ?? identifier.id };
    const key = keyOf(owner.workspaceId, owner.id);
    const heard = companies.get(key) ?? { owner, joined: [] };
    heard.joined.push(one);
    companies.set(key, heard);
  }
  return companies;
}

import type { Transaction } from '#database';
import { refreshOwners, type Identifier, type OwnerRef, type Recorded } from '#identity';
import { personProjection } from './person-projection.js';

/** Afterwards the rows of these people say what their identifiers and memberships say. */
export async function refreshPeople(
  tx: Transaction,
  people: readonly OwnerRef[],
  recorded: Recorded,
): Promise<void> {
  await refreshOwners(tx, personProjection, people, recorded);
}

/** Afterwards each of these identifiers, which own themselves, has a person; a new one is not identified yet. */
export async function createStubs(tx: Transaction, owners: readonly Identifier[]): Promise<void> {
  if (owners.length === 0) return;
  await tx.query({
    name: 'person-stub',
    text: `INSERT INTO person (workspace_id, id, email, search)
           SELECT workspace_id, id, CASE kind WHEN 'email' THEN value END, value
             FROM unnest($1::int[], $2::uuid[], $3::text[], $4::text[]) AS owner (workspace_id, id, kind, value)
            ORDER BY workspace_id, id
           ON CONFLICT (workspace_id, id) DO NOTHING`,
    values: [
      owners.map(({ workspaceId }) => workspaceId),
      owners.map(({ id }) => id),
      owners.map(({ kind }) => kind),
      owners.map(({ value }) => value),
    ],
  });
}

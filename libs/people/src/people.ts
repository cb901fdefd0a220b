import type { Transaction } from '#database';
import { refreshOwners, type OwnerRef, type Recorded } from '#identity';
import { personProjection } from './person-projection.js';

/** Afterwards the rows of these people say what their identifiers and memberships say. */
export async function refreshPeople(
  tx: Transaction,
  people: readonly OwnerRef[],
  recorded: Recorded,
): Promise<void> {
  await refreshOwners(tx, personProjection, people, recorded);
}

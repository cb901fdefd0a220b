import type { Transaction } from '#database';
import type { EventScope } from '#events';
import { findOwnerId, listIdentifierIds, personKinds } from '#identity';
import type { OpenReprocess } from '#reprocess';

/** Which events a reprocess means, but for their name: those of the person as it is now, merged ones included. */
export async function scopeOf(tx: Transaction, open: OpenReprocess): Promise<EventScope> {
  const { workspaceId, from, to, personId } = open;
  const identifierIds = personId === null ? null : await identifiersOf(tx, workspaceId, personId);
  return { workspaceId, from, to, identifierIds };
}

async function identifiersOf(tx: Transaction, workspaceId: number, personId: string): Promise<string[]> {
  const id = (await findOwnerId(tx, { workspaceId, id: personId }, personKinds)) ?? personId;
  return listIdentifierIds(tx, { workspaceId, id }, personKinds);
}

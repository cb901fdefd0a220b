import type { InboxEvent } from '#contract';
import type { Transaction } from '#database';
import { companyFacts, findNewMemberships, recordMemberships, refreshCompanies } from '#companies';
import { storeEvents } from '#events';
import { recordKnowledge } from '#identity';
import { personKnowledge, refreshPeople } from '#people';
import { findCountingScanners } from '#scanners';

/**
 * Identify, group and alias calls come in; afterwards each is stored once, and people, companies, their identifiers,
 * traits and memberships are as all the calls so far say together.
 * @returns how many of the events were stored, that is, were not stored before.
 */
export async function recordIdentifyChunk(tx: Transaction, chunk: InboxEvent[]): Promise<number> {
  const counting = await findCountingScanners(tx, [...new Set(chunk.map((event) => event.workspaceId))]);
  const stored = await storeEvents(tx, chunk, (workspaceId) => counting.get(workspaceId)?.generation ?? 0);

  const facts = stored.map(companyFacts);
  const memberships = await findNewMemberships(
    tx,
    facts.flatMap(({ membership }) => membership ?? []),
  );
  const touched = await recordKnowledge(
    tx,
    [...stored.flatMap(personKnowledge), ...facts.flatMap(({ knowledge }) => knowledge)],
    new Set(memberships.map(({ identifier }) => identifier.id)),
  );
  await recordMemberships(tx, memberships);
  await refreshCompanies(tx, touched.companies, touched.recorded);
  await refreshPeople(tx, touched.people, touched.recorded);
  return stored.length;
}

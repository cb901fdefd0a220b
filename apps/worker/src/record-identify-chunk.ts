import type { InboxEvent } from '#contract';
import type { Transaction } from '#database';
import { companyFacts, recordMemberships, refreshCompanies } from '#companies';
import { storeEvents } from '#events';
import { recordKnowledge, type KnownIdentifiers } from '#identity';
import type { RecordedChunk } from '#inbox';
import { personKnowledge, refreshPeople } from '#people';
import { findCountingScanners } from '#scanners';

/**
 * Identify, group and alias calls come in; afterwards each is stored once, and people, companies, their identifiers,
 * traits and memberships are as all the calls so far say together.
 */
export async function recordIdentifyChunk(
  tx: Transaction,
  chunk: InboxEvent[],
  known: KnownIdentifiers,
): Promise<RecordedChunk> {
  const counting = await findCountingScanners(tx, [...new Set(chunk.map((event) => event.workspaceId))]);
  const stored = await storeEvents(tx, chunk, (workspaceId) => counting.get(workspaceId)?.generation ?? 0);

  const facts = stored.map(companyFacts);
  const memberships = await recordMemberships(
    tx,
    facts.flatMap(({ membership }) => membership ?? []),
  );
  const learnt = await recordKnowledge(
    tx,
    known,
    [...stored.flatMap(personKnowledge), ...facts.flatMap(({ knowledge }) => knowledge)],
    new Set(memberships.map(({ identifier }) => identifier.id)),
  );
  await refreshCompanies(tx, learnt.companies, learnt.recorded);
  await refreshPeople(tx, learnt.people, learnt.recorded, memberships);
  return { stored: stored.length, afterCommit: () => known.remember(learnt.onRecord) };
}

import { recordAudiences } from '#audiences';
import type { InboxEvent } from '#contract';
import type { Transaction } from '#database';
import { companyFacts, findNewMemberships, recordMemberships, refreshCompanies } from '#companies';
import { storeEvents } from '#events';
import { recordKnowledge } from '#identity';
import type { RecordedChunk } from '#inbox';
import { personKnowledge, refreshPeople } from '#people';
import { findCountingScanners } from '#scanners';
import { countUsage } from '#usage';
import type { Known } from './known.js';
import { leaveOutErased } from './leave-out-erased.js';

/**
 * Track, page and screen calls come in; afterwards each is stored once, whoever and whatever it names exists, and its
 * usage is counted for every scanner that counts in its workspace.
 */
export async function recordTrackChunk(
  tx: Transaction,
  chunk: InboxEvent[],
  known: Known,
): Promise<RecordedChunk> {
  const counting = await findCountingScanners(tx, [...new Set(chunk.map((event) => event.workspaceId))]);
  const { identifiers, memberships: knownMemberships } = known.asOf(counting);
  const { taken, leftOut } = await leaveOutErased(tx, chunk, counting);
  const stored = await storeEvents(tx, taken, (workspaceId) => counting.get(workspaceId)?.generation ?? 0);

  await countUsage(tx, stored, (workspaceId) => {
    const { timeZone = 'UTC', scanners = [] } = counting.get(workspaceId) ?? {};
    return { timeZone, counters: scanners.map(({ id, settings }) => ({ id, ...settings })) };
  });

  const facts = stored.map(companyFacts);
  const memberships = findNewMemberships(
    facts.flatMap(({ membership }) => membership ?? []),
    knownMemberships,
  );
  const learnt = await recordKnowledge(
    tx,
    identifiers,
    [...stored.flatMap(personKnowledge), ...facts.flatMap(({ knowledge }) => knowledge)],
    new Set(memberships.map(({ identifier }) => identifier.id)),
  );
  const joined = await recordMemberships(tx, memberships);
  await refreshCompanies(tx, learnt.companies, learnt.recorded);
  await refreshPeople(tx, learnt.people, learnt.recorded, joined);
  await recordAudiences(tx, stored);
  const afterCommit = (): void => {
    identifiers.remember(learnt.onRecord);
    knownMemberships.remember(memberships);
  };
  return { stored: stored.length, leftOut, afterCommit };
}

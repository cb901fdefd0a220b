import { recordAudiences } from '#audiences';
import type { InboxEvent } from '#contract';
import type { Transaction } from '#database';
import { companyFacts, findNewMemberships, recordMemberships, refreshCompanies } from '#companies';
import { storeEvents } from '#events';
import { findRefused, keyOf, recordKnowledge, type Contested } from '#identity';
import { inTurns, type RecordedChunk } from '#inbox';
import { aliasedUser, personKnowledge, refreshPeople } from '#people';
import { recordDeletions } from '#privacy';
import { findCountingScanners } from '#scanners';
import type { Warn } from '#warnings';
import type { Known } from './known.js';
import { leaveOutErased } from './leave-out-erased.js';

/**
 * Identify, group, alias and delete calls come in; afterwards each is stored once, and people, companies, their
 * identifiers, traits and memberships are as all the calls so far say together. Who is to be erased is on record.
 */
export async function recordIdentifyChunk(
  tx: Transaction,
  chunk: InboxEvent[],
  known: Known,
  warn: Warn = () => {},
): Promise<RecordedChunk> {
  const counting = await findCountingScanners(tx, [...new Set(chunk.map((event) => event.workspaceId))]);
  const { identifiers, memberships: knownMemberships } = known.asOf(counting);
  const { taken, leftOut } = await leaveOutErased(tx, chunk, counting);
  const stored = await storeEvents(tx, taken, (workspaceId) => counting.get(workspaceId)?.generation ?? 0);

  const facts = await inTurns(stored, companyFacts);
  const people = await inTurns(stored, personKnowledge);
  const memberships = findNewMemberships(
    facts.flatMap(({ membership }) => membership ?? []),
    knownMemberships,
  );
  const learnt = await recordKnowledge(
    tx,
    identifiers,
    [...people.flat(), ...facts.flatMap(({ knowledge }) => knowledge)],
    new Set(memberships.map(({ identifier }) => identifier.id)),
  );
  const joined = await recordMemberships(tx, memberships);
  await refreshCompanies(tx, learnt.companies, learnt.recorded);
  await refreshPeople(tx, learnt.people, learnt.recorded, joined);
  await recordAudiences(tx, stored);
  await recordDeletions(tx, stored);
  const refused = await findRefused(tx, [...learnt.contested, ...stored.flatMap(aliasedUser)]);
  const afterCommit = (): void => {
    identifiers.remember(learnt.onRecord);
    knownMemberships.remember(memberships);
    for (const one of oncePerEvent(refused)) warn({ ...one, code: 'merge_refused_identified' });
    for (const one of learnt.crowded) warn({ ...one, code: 'too_many_traits' });
  };
  return { stored: stored.length, leftOut, afterCommit };
}

function oncePerEvent(refused: readonly Contested[]): { workspaceId: number; messageId: string }[] {
  const events = refused.map(({ identifier: { workspaceId }, messageId }) => ({ workspaceId, messageId }));
  return [...new Map(events.map((event) => [keyOf(event.workspaceId, event.messageId), event])).values()];
}

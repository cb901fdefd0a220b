import type { InboxEvent } from '#contract';
import type { Transaction } from '#database';
import { groupOf, refreshCompanies } from '#companies';
import { storeEvents } from '#events';
import { recordKnowledge, toldOf, type Knowledge } from '#identity';
import type { RecordedChunk } from '#inbox';
import { refreshPeople } from '#people';
import { findCountingScanners } from '#scanners';
import { countUsage } from '#usage';
import type { Known } from './known.js';

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
  const stored = await storeEvents(tx, chunk, (workspaceId) => counting.get(workspaceId)?.generation ?? 0);

  await countUsage(tx, stored, (workspaceId) => {
    const { timeZone = 'UTC', scanners = [] } = counting.get(workspaceId) ?? {};
    return { timeZone, counters: scanners.map(({ id, settings }) => ({ id, ...settings })) };
  });

  const sightings = stored.flatMap(({ workspaceId, event, subject }): Knowledge[] => {
    const day = event.timestamp.slice(0, 10);
    return [subject, groupOf(workspaceId, event)].flatMap((identifier) =>
      identifier ? toldOf(identifier, day) : [],
    );
  });
  const learnt = await recordKnowledge(tx, known.identifiers, sightings);
  await refreshCompanies(tx, learnt.companies, learnt.recorded);
  await refreshPeople(tx, learnt.people, learnt.recorded);
  return { stored: stored.length, afterCommit: () => known.identifiers.remember(learnt.onRecord) };
}

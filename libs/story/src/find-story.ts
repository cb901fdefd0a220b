import { liveStatuses, type Event, type EventType } from '#contract';
import type { Transaction } from '#database';
import { eventIdOf, findStored, subjectOf, type FoundEvent } from '#events';
import { findDeadLetter } from '#inbox';
import { listArrivals, type ShownLiveEvent } from '#live';
import type { Story } from './story.js';
import { tellClaims } from './tell-claims.js';
import { tellCompany } from './tell-company.js';
import { tellCounts } from './tell-counts.js';
import { tellPerson } from './tell-person.js';

/** Names an event: by its id, or by what its id is computed from. */
export type StoryKey = { workspaceId: number } & ({ id: string } | { type: EventType; messageId: string });

const arrivalsMax = 20;

/** The story of an event; null where nothing is known of it, or not any more. */
export async function findStory(db: Transaction, key: StoryKey): Promise<Story | null> {
  const { workspaceId } = key;
  const id = 'id' in key ? key.id.toLowerCase() : eventIdOf(key);
  const arrivals = (await listArrivals(db, { workspaceId, eventId: id, limit: arrivalsMax })).map(
    ({ shown }) => shown,
  );
  const found = await findStored(db, { workspaceId, id });
  if (found?.event) return tellStored(db, workspaceId, { ...found, event: found.event }, arrivals);
  return tellUnstored(db, key, { id, isSuppressed: found !== null }, arrivals);
}

async function tellStored(
  db: Transaction,
  workspaceId: number,
  found: FoundEvent & { event: Event },
  arrivals: readonly ShownLiveEvent[],
): Promise<Story> {
  const { id, event } = found;
  const stored = { workspaceId, id, event, subject: subjectOf(workspaceId, event) };
  const person = await tellPerson(db, stored);
  const at = found.receivedAt.toISOString();
  const first = arrivals.find((arrival) => arrival.at === at) ?? null;
  return {
    id,
    type: event.type,
    messageId: event.messageId,
    event: event.event ?? null,
    status: 'stored',
    reason: liveStatuses.stored,
    received: { at, live: first },
    repetitions: arrivals.filter((arrival) => arrival !== first),
    occurredAt: event.timestamp,
    ...person.told,
    claims: await tellClaims(db, stored),
    ...(await tellCompany(db, stored, person.company)),
    ...(await tellCounts(db, stored, found.generation)),
  };
}

/** What is known of an event that is not stored comes from its arrivals, or from a dead letter. */
async function tellUnstored(
  db: Transaction,
  key: StoryKey,
  { id, isSuppressed }: { id: string; isSuppressed: boolean },
  arrivals: readonly ShownLiveEvent[],
): Promise<Story | null> {
  const [first] = arrivals;
  const { type, messageId } = 'id' in key ? { type: first?.type, messageId: first?.messageId } : key;
  if (!type || !messageId) return null;
  const letter = isSuppressed
    ? null
    : await findDeadLetter(db, { workspaceId: key.workspaceId, type, messageId });
  if (letter === null && first === undefined && !isSuppressed) return null;
  const status = isSuppressed
    ? 'suppressed'
    : letter !== null
      ? 'dead_letter'
      : first?.status === 'waiting'
        ? 'waiting'
        : 'removed';
  const nothing = letter === null ? liveStatuses[status] : 'It could not be stored.';
  return {
    id,
    type,
    messageId,
    event: first?.event ?? null,
    status,
    reason: letter?.reason ?? liveStatuses[status],
    received: { at: first?.at ?? null, live: first ?? null },
    repetitions: arrivals.slice(1),
    occurredAt: null,
    person: null,
    personReason: nothing,
    claims: [],
    company: null,
    companyReason: nothing,
    counted: [],
    notCounted: [{ scanner: null, reason: nothing }],
  };
}

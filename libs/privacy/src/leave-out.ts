import type { Event, InboxEvent } from '#contract';
import type { Transaction } from '#database';
import { keyOf, type Identifier } from '#identity';
import { isErased } from './is-erased.js';
import { namedBy, type Named } from './named-by.js';
import { addMeant, reopenRegulations } from './record-regulation.js';
import { findTombstones, type Tombstone } from './tombstones.js';

/** Which events are to be recorded, and which are left out for the sake of those they name. */
export type Sorted<Given> = { taken: Given[]; leftOut: Given[] };

type Judged<Given> = { given: Given; named: Named; why: 'late' | 'suppressed' | null };

/**
 * Tells the events that may be recorded from those of people who are suppressed, or were erased since. What an event
 * says of someone else's identifiers after its subject was erased is heeded so far that those are erased likewise.
 * @param hasErasures whether anybody was ever erased or suppressed in a workspace. Of others nothing is asked.
 */
export async function leaveOut(
  tx: Transaction,
  events: readonly InboxEvent[],
  hasErasures: (workspaceId: number) => boolean,
): Promise<Sorted<InboxEvent>> {
  const { judged, tombstones } = await judge(tx, events, hasErasures);
  const late = judged.filter(({ why }) => why === 'late');
  if (late.length > 0) await eraseClaimed(tx, late, tombstones);
  return sort(judged);
}

/** The same for events that are stored already: nothing is recorded of those that are left out. */
export async function sortStored<Given extends { workspaceId: number; event: Event }>(
  db: Transaction,
  events: readonly Given[],
): Promise<Sorted<Given>> {
  return sort((await judge(db, events, () => true)).judged);
}

async function judge<Given extends { workspaceId: number; event: Event }>(
  db: Transaction,
  events: readonly Given[],
  hasErasures: (workspaceId: number) => boolean,
): Promise<{ judged: Judged<Given>[]; tombstones: Map<string, Tombstone> }> {
  const all = events.map((given) => ({
    given,
    named: hasErasures(given.workspaceId) ? namedBy(given.workspaceId, given.event) : nobody,
  }));
  const tombstones = await findTombstones(
    db,
    all.flatMap(({ named }) => [...named.spokenOf, ...named.claimed]),
  );
  return { tombstones, judged: all.map((one) => ({ ...one, why: reasonAgainst(one, tombstones) })) };
}

const nobody: Named = { subject: null, spokenOf: [], claimed: [] };

/** Why an event is left out, or null. A delete event never is: it is what erases. */
function reasonAgainst(
  { given: { event }, named }: { given: { event: Event }; named: Named },
  tombstones: ReadonlyMap<string, Tombstone>,
): Judged<unknown>['why'] {
  if (event.type === 'delete' || tombstones.size === 0) return null;
  const of = ({ workspaceId, id }: Identifier): Tombstone | undefined =>
    tombstones.get(keyOf(workspaceId, id));
  if (named.subject && isErased(event, of(named.subject)?.deletedUntil ?? null)) return 'late';
  return named.spokenOf.some((one) => of(one)?.suppressed === true) ? 'suppressed' : null;
}

function sort<Given>(judged: readonly Judged<Given>[]): Sorted<Given> {
  return {
    taken: judged.flatMap(({ given, why }) => (why === null ? given : [])),
    leftOut: judged.flatMap(({ given, why }) => (why === null ? [] : given)),
  };
}

/** Afterwards what these subjects claim is to be erased as they are, as far as it is not yet. */
async function eraseClaimed(
  tx: Transaction,
  late: readonly Judged<InboxEvent>[],
  tombstones: ReadonlyMap<string, Tombstone>,
): Promise<void> {
  const byRegulation = new Map<string, { workspaceId: number; regulationId: number; claims: Claimed[] }>();
  for (const { named } of late) {
    const { subject } = named;
    const stone = subject && tombstones.get(keyOf(subject.workspaceId, subject.id));
    if (!subject || !stone || stone.deletedUntil === null) continue;
    const { workspaceId } = subject;
    const { regulationId, deletedUntil: until } = stone;
    const key = keyOf(workspaceId, String(regulationId));
    const entry = byRegulation.get(key) ?? { workspaceId, regulationId, claims: [] };
    byRegulation.set(key, entry);
    for (const identifier of named.claimed) {
      const known = tombstones.get(keyOf(workspaceId, identifier.id))?.deletedUntil ?? '';
      if (known < until) entry.claims.push({ identifier, until });
    }
  }
  for (const { workspaceId, regulationId, claims } of byRegulation.values())
    await eraseToo(tx, { workspaceId, regulationId }, claims);
}

/** An identifier that somebody claimed who is erased up to that moment. */
export type Claimed = { identifier: Identifier; until: string };

/** Afterwards a regulation is to erase these identifiers too. */
export async function eraseToo(
  tx: Transaction,
  regulation: { workspaceId: number; regulationId: number },
  claims: readonly Claimed[],
): Promise<void> {
  if (claims.length === 0) return;
  await addMeant(tx, { ...regulation, named: false, stage: 0 }, claims);
  await reopenRegulations(tx, regulation.workspaceId, [regulation.regulationId]);
}

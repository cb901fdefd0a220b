import type pg from 'pg';
import { inTransaction, type Transaction } from '#database';
import { findIncompleteBefore, includesDay, scanTracks, type EventAgain } from '#events';
import { hasOpenErasure } from '#privacy';
import { partOf, recordCompared, takeReprocess, type OpenReprocess } from '#reprocess';
import { findCountingScanners, hasCounted, listCounted, type Counted } from '#scanners';
import { addDays, differencesOf, listCounts, localDay, mendUsage, Tally, type Count } from '#usage';
import { scopeOf } from './reprocess-scope.js';

/** What is wrong in a part of the usage, the features that its events name, and when that was. */
type Findings = { differences: Count[]; features: Tally['features']; generation: number };

/**
 * Compares what is counted of some of the identifiers with their events, and mends the difference. Both are read in one
 * snapshot, in which they would be equal. The difference is added afterwards, to whatever was counted meanwhile; where
 * scanners have come or gone meanwhile, or an erasure has begun, the part is left to be compared again.
 * @returns false where somebody has to be erased first
 */
export async function compareUsage(pool: pg.Pool, seen: OpenReprocess): Promise<boolean> {
  const findings = await inTransaction(pool, async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    // The events of a part lie everywhere: they are read as they lie, or by when they were received.
    await tx.query('SET LOCAL enable_seqscan = on');
    return (await hasOpenErasure(tx, seen.workspaceId)) ? null : findDifferences(tx, seen);
  });
  if (findings === null) return false;
  const { differences, features, generation } = findings;
  await inTransaction(pool, async (tx) => {
    const open = await takeReprocess(tx, seen);
    if (!open) return;
    const counting = await findCountingScanners(tx, [open.workspaceId]);
    if (counting.get(open.workspaceId)?.generation !== generation) return;
    await mendUsage(tx, differences, [...features.values()]);
    await recordCompared(tx, open, differences.length);
  });
  return true;
}

async function findDifferences(tx: Transaction, open: OpenReprocess): Promise<Findings> {
  const counted = await listCounted(tx, open.workspaceId);
  const scope = {
    ...(await scopeOf(tx, open)),
    from: latest(open.from, firstCompleteDay(await findIncompleteBefore(tx), counted.timeZone)),
  };
  const range = partOf(open.partsDone, open.parts ?? 1);
  const tally = new Tally();
  const named = new Set<string>();
  await scanTracks(tx, scope, range, (events) => {
    for (const event of events) {
      tally.add(event, countingOf(counted, event));
      if (event.event.event === open.event)
        named.add(placeOf(event.subject?.id ?? '', dayOf(event, counted)));
    }
  });
  const isMeant = ({ identifierId, day }: Count): boolean =>
    includesDay(scope, day) && (open.event === null || named.has(placeOf(identifierId, day)));
  const scannerIds = counted.scanners.map(({ id }) => id);
  const counts = await listCounts(tx, { ...scope, range, scannerIds });
  return {
    differences: differencesOf([...tally.counts.values()].filter(isMeant), counts.filter(isMeant)),
    features: tally.features,
    generation: counted.generation,
  };
}

/** The scanners that have counted this event up to now. */
const countingOf = ({ timeZone, scanners }: Counted, event: EventAgain) => ({
  timeZone,
  counters: scanners
    .filter((scanner) => hasCounted(scanner, event))
    .map(({ id, settings }) => ({ id, ...settings })),
});

const dayOf = ({ event }: EventAgain, { timeZone }: Counted): string => localDay(event.timestamp, timeZone);

/** Where an event counts, whatever it counts. */
const placeOf = (identifierId: string, day: string): string => `${identifierId}${day}`;

const dayMs = 86_400_000;

/**
 * The first day of which no event can have been removed: one that happened on it was received at most a day before it.
 * Null where none was ever removed.
 */
export function firstCompleteDay(incompleteBefore: Date | null, timeZone: string): string | null {
  if (incompleteBefore === null) return null;
  return addDays(localDay(new Date(incompleteBefore.getTime() + dayMs).toISOString(), timeZone), 1);
}

const latest = (a: string | null, b: string | null): string | null =>
  a === null || (b !== null && b > a) ? b : a;

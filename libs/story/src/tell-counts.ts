import { queueOf } from '#contract';
import type { Transaction } from '#database';
import type { StoredEvent } from '#events';
import { hasLookedAt, listCounters, type CounterState } from '#scanners';
import { localDay, readDayCount, readUsage, whyNoUsage, type NoUsage } from '#usage';
import type { Story } from './story.js';

type CountsTold = Pick<Story, 'counted' | 'notCounted'>;

const whyNot: Record<NoUsage, string> = {
  no_use: 'Only track, page and screen calls are usage.',
  computed: 'Segment has computed it; nobody has done anything.',
  page_left_out: 'The scanner does not count page and screen calls.',
  page_unnamed: 'It has no name or category of a page, whichever the scanner counts.',
  other_event: 'It is not one of the events that the scanner counts.',
  no_feature: 'It names no feature (properties.feature), and the scanner leaves those out.',
};

/** What each scanner has counted of an event, or why not; read as the workers read it. */
export async function tellCounts(
  db: Transaction,
  stored: StoredEvent,
  generation: number,
): Promise<CountsTold> {
  const nothing = (reason: string): CountsTold => ({ counted: [], notCounted: [{ scanner: null, reason }] });
  if (queueOf[stored.event.type] !== 'track') return nothing(whyNot.no_use);
  const { timeZone, scanners } = await listCounters(db, stored.workspaceId);
  if (scanners.length === 0)
    return nothing('There is no Product Usage Scanner. It is stored, and creating one counts it.');
  if (stored.subject === null) return nothing('It names nobody whose usage it could be.');
  const told = [];
  for (const scanner of scanners)
    told.push(
      await tellCountsOf(db, stored, { scanner, timeZone, generation, identifierId: stored.subject.id }),
    );
  return {
    counted: told.flatMap(({ counted }) => counted),
    notCounted: told.flatMap(({ notCounted }) => notCounted),
  };
}

async function tellCountsOf(
  db: Transaction,
  { workspaceId, id, event }: StoredEvent,
  by: { scanner: CounterState; timeZone: string; generation: number; identifierId: string },
): Promise<CountsTold> {
  const scanner = { id: by.scanner.id, name: by.scanner.name };
  const uses = readUsage(event, by.scanner.settings);
  if (uses.length === 0)
    return { counted: [], notCounted: [{ scanner, reason: whyNot[whyNoUsage(event, by.scanner.settings)] }] };
  if (!hasLookedAt(by.scanner, { id, generation: by.generation })) {
    const reason = 'It was stored before the scanner was made, and waits for its recount.';
    return { counted: [], notCounted: [{ scanner, reason }] };
  }
  const day = localDay(event.timestamp, by.timeZone);
  const counted: CountsTold['counted'] = [];
  for (const { feature, flag } of uses) {
    const use = { workspaceId, identifierId: by.identifierId, scannerId: scanner.id, feature, day };
    counted.push({ scanner, day, feature, flag, now: await readDayCount(db, use) });
  }
  return { counted, notCounted: [] };
}

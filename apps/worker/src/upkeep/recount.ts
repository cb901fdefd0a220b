import type pg from 'pg';
import { inTransaction } from '#database';
import { estimateUses, listStoredBefore } from '#events';
import { sortStored } from '#privacy';
import { finishRecount, recordRecountProgress, takeRecount, type RecountKey } from '#scanners';
import { countUsage } from '#usage';

const eventsPerStep = 2_000;

/**
 * Counts some of the events that were stored before a new scanner, and moves its recount on, in one transaction: it may
 * break off and go on anywhere, and each event is counted once.
 * @returns whether there may be more to count
 */
export function stepRecount(pool: pg.Pool, key: RecountKey): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    const recount = await takeRecount(tx, key);
    if (!recount) return false;
    const { scanner, afterId, timeZone } = recount;
    const events = await listStoredBefore(tx, {
      workspaceId: key.workspaceId,
      generation: scanner.generation,
      afterId,
      limit: eventsPerStep,
    });
    const last = events.at(-1);
    if (!last) {
      await finishRecount(tx, key);
      return false;
    }
    const { taken } = recount.erasures > 0 ? await sortStored(tx, events) : { taken: events };
    await countUsage(tx, taken, () => ({ timeZone, counters: [{ id: scanner.id, ...scanner.settings }] }));
    const total = recount.total || (await estimateUses(tx, key.workspaceId));
    await recordRecountProgress(tx, key, { afterId: last.id, scanned: events.length, total });
    return true;
  });
}

import type pg from 'pg';
import { queueOf } from '#contract';
import { inTransaction } from '#database';
import { estimateStored, includesDay, listStoredAfter } from '#events';
import { hasOpenErasure } from '#privacy';
import { beginComparing, partsFor, recordReading, takeReprocess, type OpenReprocess } from '#reprocess';
import { findCountingScanners } from '#scanners';
import { localDay } from '#usage';
import { scopeOf } from './reprocess-scope.js';
import { tellAgain } from './tell-again.js';

const eventsPerStep = 1_000;

/**
 * Tells again what some of the events tell, and moves on, in one transaction. After the last of them it is known in how
 * many parts usage is compared.
 * @returns false where somebody has to be erased first
 */
export function readAgain(pool: pg.Pool, seen: OpenReprocess): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    const open = await takeReprocess(tx, seen);
    if (!open) return true;
    const { afterId, workspaceId } = open;
    // After this no erasure begins until the end of the transaction.
    const counting = await findCountingScanners(tx, [workspaceId]);
    if (await hasOpenErasure(tx, workspaceId)) return false;
    const timeZone = counting.get(workspaceId)?.timeZone ?? 'UTC';
    const page = await listStoredAfter(tx, await scopeOf(tx, open), { afterId, limit: eventsPerStep });
    if (page.lastId === null) {
      await beginComparing(tx, open, partsFor(open.tracks));
      return true;
    }
    const inPeriod = page.events.filter(({ event }) =>
      includesDay(open, localDay(event.timestamp, timeZone)),
    );
    const mended = await tellAgain(
      tx,
      inPeriod.filter(({ event }) => open.event === null || event.event === open.event),
    );
    await recordReading(tx, open, {
      afterId: page.lastId,
      scanned: page.scanned,
      total: open.total || (await estimateStored(tx, workspaceId)),
      tracks: inPeriod.filter(({ event }) => queueOf[event.type] === 'track').length,
      mended,
    });
    return true;
  });
}

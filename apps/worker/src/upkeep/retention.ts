import type pg from 'pg';
import { inTransaction } from '#database';
import { finishRetention, nextWindow, removeReceivedIn, takeRetention } from '#events';
import { removeOldDeadLetters } from '#inbox';
import { removeOldReprocesses } from '#reprocess';
import { removeEndedSessions } from '#staff';

/**
 * Removes some of the events that were received so many days ago, and after the last of them what else is too old to be
 * kept: dead letters, sessions that ended, reprocesses that are done. What was made of the events stays.
 * @returns whether there may be more to remove; not where somebody else is at it.
 */
export function stepRetention(pool: pg.Pool, days: number): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    const state = await takeRetention(tx, days);
    if (!state) return false;
    const window = nextWindow(state);
    if (window) {
      await removeReceivedIn(tx, window);
      return true;
    }
    if ((await removeOldDeadLetters(tx, state.cutoff)) > 0) return true;
    await removeEndedSessions(tx);
    await removeOldReprocesses(tx, state.cutoff);
    await finishRetention(tx, days);
    return false;
  });
}

import type pg from 'pg';
import { inTransaction } from '#database';
import {
  applyRegulation,
  beginPass,
  extendToNow,
  findPass,
  findWaiting,
  finishRegulations,
  listCondemned,
  recordForgotten,
  takeErasures,
} from '#privacy';
import { beginErasure, hasOpenRecount } from '#scanners';
import { forget } from './forget.js';
import { lookThrough } from './look-through.js';

/** In one transaction, during which no event is recorded. */
const forgottenTogetherMax = 100;

/**
 * Goes on with what regulations ask for in a workspace. First of all the people are left out from then on. Then what is
 * known of them is forgotten, a few at a time. Then, in one pass for all of them, every stored event and dead letter of
 * theirs is erased, and what the remaining events tell of them is told again: of a time after the deletion, or by others.
 * Each step is a transaction, and what comes next is read from the state.
 * @returns whether there may be more to do; not where a recount has to be finished first, or somebody else is at it
 */
export function stepErasure(pool: pg.Pool, workspaceId: number): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    if (!(await takeErasures(tx, workspaceId))) return false;
    if (await findWaiting(tx, workspaceId)) {
      await beginErasure(tx, workspaceId);
      await extendToNow(tx, workspaceId);
      const waiting = await findWaiting(tx, workspaceId);
      if (waiting) await applyRegulation(tx, workspaceId, waiting);
      await finishRegulations(tx, workspaceId);
      return true;
    }
    const pass = await findPass(tx, workspaceId);
    if (pass) {
      await lookThrough(tx, workspaceId, pass);
      return true;
    }
    const condemned = await listCondemned(tx, workspaceId, forgottenTogetherMax);
    if (condemned.length === 0) return beginPass(tx, workspaceId);
    // A recount would go on to count what is counted anew here. One may begin until the workspace is held.
    if (await hasOpenRecount(tx, workspaceId)) return false;
    const generation = await beginErasure(tx, workspaceId);
    if (await hasOpenRecount(tx, workspaceId)) return false;
    await forget(tx, workspaceId, condemned);
    await recordForgotten(tx, workspaceId, { ids: condemned.map(({ id }) => id), generation });
    return true;
  });
}

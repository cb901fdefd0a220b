import type pg from 'pg';
import { inTransaction } from '#database';
import { findOpenReprocess } from '#reprocess';
import { compareUsage } from './compare-usage.js';
import { readAgain } from './read-again.js';

/**
 * Goes on with what is to be read again in a workspace: first who is who is told again by all events, then usage is
 * compared with the events, part by part. What is right already is left as it is.
 * @returns whether there may be more to do; not where somebody has to be erased first
 */
export async function stepReprocess(pool: pg.Pool, workspaceId: number): Promise<boolean> {
  const open = await inTransaction(pool, (tx) => findOpenReprocess(tx, workspaceId));
  if (!open) return false;
  return open.parts === null ? readAgain(pool, open) : compareUsage(pool, open);
}

import type pg from 'pg';
import type { Job } from '#contract';
import { inTransaction } from '#database';
import { listOpenRecounts } from '#scanners';
import { stepRecount } from './recount.js';

/** Does the next step of a job. @returns whether there may be more to do */
export function step(pool: pg.Pool, job: Job<'upkeep'>): Promise<boolean> {
  switch (job.task) {
    case 'recount':
      return stepRecount(pool, job);
  }
}

/** What is to be done still, from the state: the sweep queues what may have lost its job. */
export async function listOpen(pool: pg.Pool): Promise<Job<'upkeep'>[]> {
  const recounts = await inTransaction(pool, listOpenRecounts);
  return recounts.map((key) => ({ task: 'recount', ...key }));
}

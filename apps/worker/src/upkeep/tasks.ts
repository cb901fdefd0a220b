import type pg from 'pg';
import type { Job } from '#contract';
import { inTransaction } from '#database';
import { listUntrimmed, trimLiveEvents } from '#live';
import { listOpenRecounts } from '#scanners';
import { stepRecount } from './recount.js';

/** Does the next step of a job. @returns whether there may be more to do */
export function step(pool: pg.Pool, job: Job<'upkeep'>): Promise<boolean> {
  switch (job.task) {
    case 'recount':
      return stepRecount(pool, job);
    case 'trim-live':
      return inTransaction(pool, (tx) => trimLiveEvents(tx, job.workspaceId));
  }
}

/** What is to be done still, from the state: the sweep queues what may have lost its job. */
export function listOpen(pool: pg.Pool): Promise<Job<'upkeep'>[]> {
  return inTransaction(pool, async (tx): Promise<Job<'upkeep'>[]> => {
    const recounts = await listOpenRecounts(tx);
    const untrimmed = await listUntrimmed(tx);
    return [
      ...recounts.map((key) => ({ task: 'recount' as const, ...key })),
      ...untrimmed.map((key) => ({ task: 'trim-live' as const, ...key })),
    ];
  });
}

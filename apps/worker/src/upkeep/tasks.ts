import type pg from 'pg';
import type { Job } from '#contract';
import { inTransaction } from '#database';
import { listOpenErasures } from '#privacy';
import { listOpenRecounts } from '#scanners';
import { stepErasure } from './erase.js';
import { stepRecount } from './recount.js';

/** Does the next step of a job. @returns whether there may be more to do */
export function step(pool: pg.Pool, job: Job<'upkeep'>): Promise<boolean> {
  switch (job.task) {
    case 'recount':
      return stepRecount(pool, job);
    case 'erase':
      return stepErasure(pool, job.workspaceId);
  }
}

/** What is to be done still, from the state: the sweep queues what may have lost its job. */
export async function listOpen(pool: pg.Pool): Promise<Job<'upkeep'>[]> {
  return inTransaction(pool, async (tx): Promise<Job<'upkeep'>[]> => {
    const recounts = await listOpenRecounts(tx);
    const erasures = await listOpenErasures(tx);
    return [
      ...recounts.map((key) => ({ task: 'recount' as const, ...key })),
      ...erasures.map((key) => ({ task: 'erase' as const, ...key })),
    ];
  });
}

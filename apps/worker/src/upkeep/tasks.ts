import type pg from 'pg';
import type { Job } from '#contract';
import { inTransaction } from '#database';
import { isRetentionDue } from '#events';
import { listOpenDeadLetterTasks, stepDeadLetterTask, type InboxRow } from '#inbox';
import { listUntrimmed, trimLiveEvents } from '#live';
import { listOpenErasures } from '#privacy';
import { listOpenReprocesses } from '#reprocess';
import { listOpenRecounts } from '#scanners';
import { stepErasure } from './erase.js';
import { stepRecount } from './recount.js';
import { stepReprocess } from './reprocess.js';
import { stepRetention } from './retention.js';

/** What tasks need beside the database. */
export type UpkeepOutside = {
  retentionDays: number;
  /** Queues jobs for rows that are committed to the inbox. Those that it fails to queue are queued by the sweep. */
  signal(rows: readonly InboxRow[]): Promise<void>;
};

/** Does the next step of a job. @returns whether there may be more to do */
export function step(pool: pg.Pool, job: Job<'upkeep'>, outside: UpkeepOutside): Promise<boolean> {
  switch (job.task) {
    case 'recount':
      return stepRecount(pool, job);
    case 'erase':
      return stepErasure(pool, job.workspaceId);
    case 'dead-letters':
      return stepDeadLetters(pool, job, outside);
    case 'reprocess':
      return stepReprocess(pool, job.workspaceId);
    case 'retention':
      return stepRetention(pool, outside.retentionDays);
    case 'trim-live':
      return inTransaction(pool, (tx) => trimLiveEvents(tx, job.workspaceId));
  }
}

/** What is to be done still, from the state: the sweep queues what may have lost its job. */
export async function listOpen(pool: pg.Pool, { retentionDays }: UpkeepOutside): Promise<Job<'upkeep'>[]> {
  return inTransaction(pool, async (tx): Promise<Job<'upkeep'>[]> => {
    const recounts = await listOpenRecounts(tx);
    const deadLetterTasks = await listOpenDeadLetterTasks(tx);
    const erasures = await listOpenErasures(tx);
    const reprocesses = await listOpenReprocesses(tx);
    const untrimmed = await listUntrimmed(tx);
    const due = await isRetentionDue(tx, retentionDays);
    return [
      ...recounts.map((key) => ({ task: 'recount' as const, ...key })),
      ...deadLetterTasks.map((key) => ({ task: 'dead-letters' as const, ...key })),
      ...erasures.map((key) => ({ task: 'erase' as const, ...key })),
      ...reprocesses.map((key) => ({ task: 'reprocess' as const, ...key })),
      ...untrimmed.map((key) => ({ task: 'trim-live' as const, ...key })),
      ...(due ? [{ task: 'retention' as const }] : []),
    ];
  });
}

async function stepDeadLetters(
  pool: pg.Pool,
  key: { workspaceId: number; id: string },
  { signal }: UpkeepOutside,
): Promise<boolean> {
  const { rows, more } = await inTransaction(pool, (tx) => stepDeadLetterTask(tx, key));
  await signal(rows);
  return more;
}

import type { WorkerOptions } from 'bullmq';
import { retryDelayMs } from '#queues';

/**
 * How every worker takes jobs. A stall means that a process died or was starved, which is never the job's fault, so it
 * may stall often; the row it points to is worked on once whoever gets there first.
 */
export const workerOptions: Omit<WorkerOptions, 'connection'> = {
  autorun: false,
  lockDuration: 10_000,
  stalledInterval: 5_000,
  // How soon to look again when the queue engine was gone; until then the worker takes nothing.
  runRetryDelay: 1_000,
  maxStalledCount: 1_000,
  maxStartedAttempts: 1_000_000,
  drainDelay: 2,
  settings: { backoffStrategy: (attemptsMade) => retryDelayMs(attemptsMade) },
};

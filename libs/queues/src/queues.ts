import { Queue, type JobsOptions } from 'bullmq';
import { queueNames, type Job, type QueueName } from '#contract';
import { within } from '#database';
import type { Engine } from './engine.js';

/** A failing job is retried until it succeeds: what could fail for ever was made a dead letter, not a failure. */
const jobOptions: JobsOptions = {
  attempts: 1_000_000,
  backoff: { type: 'custom' },
  removeOnComplete: true,
  removeOnFail: { age: 7 * 86_400 },
};

/** BullMQ takes jobs without a priority first. */
const bulkPriority = 1;

const retryDelayMaxMs = 30_000;
/** A worker would wait for Redis for as long as it is gone, and whoever queues with it. */
const enqueueMaxMs = 2_000;

/** Exponential with full jitter between half and all of it, at most half a minute. Attempts count from 1. */
export function retryDelayMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(250 * 2 ** Math.min(attempt, 10), retryDelayMaxMs);
  return Math.round(ceiling * (0.5 + random() / 2));
}

/** Keys of one queue share a hash tag, so that on a cluster the queues spread over the masters. */
export const queuePrefix = (name: QueueName): string => `{hydra:${name}}`;

/** The same for every job that points to the same thing. BullMQ allows neither digits alone nor a colon. */
const jobIdOf = (prefix: string, job: Record<string, string | number>): string =>
  `${prefix}-${Object.values(job).join('-')}`;

/** Whether a job may wait until no other does. */
export type Urgency = { bulk?: boolean };

/** The producing end of every queue in the catalogue. */
export class Queues {
  private readonly queues: Map<QueueName, Queue>;

  constructor(engine: Engine, onError: (error: Error) => void) {
    this.queues = new Map(
      queueNames.map((name) => {
        const queue = new Queue(name, {
          connection: engine.connection,
          prefix: queuePrefix(name),
          skipMetasUpdate: true,
          streams: { events: { maxLen: 1_000 } },
        });
        queue.on('error', onError);
        return [name, queue];
      }),
    );
  }

  /**
   * Queues a job. Where one for the same thing is waiting already, nothing changes.
   * @param urgency bulk: it comes after all jobs that are not
   */
  async enqueue<Name extends QueueName>(name: Name, job: Job<Name>, urgency: Urgency = {}): Promise<void> {
    await this.add(name, job, 'job', urgency);
  }

  /**
   * Queues a job beside the first one for the same thing, which may be lost, held by a worker that died, or waiting for
   * its next attempt. Where one was queued again already, nothing changes.
   */
  async enqueueAgain<Name extends QueueName>(
    name: Name,
    job: Job<Name>,
    urgency: Urgency = {},
  ): Promise<void> {
    await this.add(name, job, 'again', urgency);
  }

  /** Jobs by state, for metrics. */
  async counts(name: QueueName): Promise<Record<string, number>> {
    return this.get(name).getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed');
  }

  private async add<Name extends QueueName>(
    name: Name,
    job: Job<Name>,
    prefix: string,
    { bulk = false }: Urgency,
  ): Promise<void> {
    const added = this.get(name).add(name, job, {
      ...jobOptions,
      jobId: jobIdOf(prefix, job),
      ...(bulk ? { priority: bulkPriority } : {}),
    });
    await within(enqueueMaxMs, 'Queueing a job', added);
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }

  private get(name: QueueName): Queue {
    const queue = this.queues.get(name);
    if (!queue) throw new Error(`There is no queue "${name}" in the catalogue.`);
    return queue;
  }
}

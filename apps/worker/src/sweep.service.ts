import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import type { EventQueue, QueueName } from '#contract';
import { listOverdue } from '#inbox';
import type { Queues } from '#queues';
import type { Logger } from '#telemetry';
import { LOGGER, POOL, QUEUES } from './tokens.js';
import { listOpen } from './upkeep/tasks.js';

const sweepIntervalMs = 5_000;
/** By then a row's own job would have been queued; one more for a row that only has to wait its turn does no harm. */
const overdueMs = 10_000;
const jobsPerSweepMax = 1_000;

/**
 * Queues again, from the state, what lies there without a job: because the queue engine could not be reached, was
 * wiped, or a process died between a commit and its job. Runs in every worker, since the queue cannot be relied on.
 */
@Injectable()
export class SweepService {
  private timer: NodeJS.Timeout | undefined;
  private running = Promise.resolve();

  constructor(
    @Inject(POOL) private readonly pool: pg.Pool,
    @Inject(QUEUES) private readonly queues: Queues,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(served: readonly QueueName[]): void {
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.sweep(served));
    }, sweepIntervalMs);
  }

  /** Afterwards no sweep is under way. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async sweep(served: readonly QueueName[]): Promise<void> {
    try {
      for (const queue of served) {
        if (queue === 'upkeep') await this.sweepUpkeep();
        else await this.sweepInbox(queue);
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'the sweep failed and will be done again');
    }
  }

  private async sweepInbox(queue: EventQueue): Promise<void> {
    const overdue = await listOverdue(this.pool, queue, overdueMs, jobsPerSweepMax);
    for (const { id, bulk } of overdue) await this.queues.enqueueAgain(queue, { inboxId: id }, { bulk });
    if (overdue.length > 0) this.logger.info({ queue, rows: overdue.length }, 'queued overdue inbox rows');
  }

  private async sweepUpkeep(): Promise<void> {
    for (const job of await listOpen(this.pool)) await this.queues.enqueue('upkeep', job);
  }
}

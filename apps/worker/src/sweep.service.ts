import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import type { EventQueue, QueueName } from '#contract';
import { listOverdue } from '#inbox';
import type { Engine, Queues } from '#queues';
import type { Logger } from '#telemetry';
import { ENGINE, LOGGER, POOL, QUEUES, UPKEEP_OUTSIDE } from './tokens.js';
import { listOpen, type UpkeepOutside } from './upkeep/tasks.js';

const tickMs = 1_000;

/** How long to rest between two sweeps, what has waited for too long, and how much of it to queue at a time. */
type Pace = { restMs: number; overdueMs: number; jobsMax: number };

/** By then a row's own job would have been queued; one more for a row that only has to wait its turn does no harm. */
const steady: Pace = { restMs: 5_000, overdueMs: 10_000, jobsMax: 1_000 };
/** What lost its job is the oldest; a few of those at a time, so that a system that is merely busy is not made busier. */
const hurried: Pace = { restMs: 500, overdueMs: 1_000, jobsMax: 100 };
const hurriedForMs = 30_000;

/**
 * Queues again, from the state, what lies there without a job: because the queue engine could not be reached, was
 * wiped, or a process died between a commit and its job. Runs in every worker, since the queue cannot be relied on.
 */
@Injectable()
export class SweepService {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;
  private stopping = false;
  private sweptAtMs = 0;
  private hurriedUntilMs = 0;

  constructor(
    @Inject(POOL) private readonly pool: pg.Pool,
    @Inject(QUEUES) private readonly queues: Queues,
    @Inject(ENGINE) private readonly engine: Pick<Engine, 'isReady'>,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(UPKEEP_OUTSIDE) private readonly upkeep: UpkeepOutside,
  ) {}

  start(served: readonly QueueName[]): void {
    this.timer = setInterval(() => {
      this.running ??= this.sweepWhenDue(served).finally(() => (this.running = null));
    }, tickMs);
  }

  /** There was trouble that may have cost jobs: for half a minute it sweeps every second. */
  hurry(): void {
    this.hurriedUntilMs = Date.now() + hurriedForMs;
  }

  /** Afterwards no sweep is under way. One that is breaks off. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping = true;
    await this.running;
  }

  private async sweepWhenDue(served: readonly QueueName[]): Promise<void> {
    const pace = Date.now() < this.hurriedUntilMs ? hurried : steady;
    // What were queued while the engine is gone would only be kept until it is back.
    if (Date.now() < this.sweptAtMs + pace.restMs || !this.engine.isReady()) return;
    try {
      for (const queue of served) {
        if (queue === 'upkeep') await this.sweepUpkeep();
        else await this.sweepInbox(queue, pace);
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'the sweep failed and will be done again');
      this.hurry();
    }
    this.sweptAtMs = Date.now();
  }

  private async sweepInbox(queue: EventQueue, { overdueMs, jobsMax }: Pace): Promise<void> {
    const overdue = await listOverdue(this.pool, queue, overdueMs, jobsMax);
    for (const { id, bulk } of overdue) {
      if (this.stopping) return;
      await this.queues.enqueueAgain(queue, { inboxId: id }, { bulk });
    }
    if (overdue.length > 0) this.logger.info({ queue, rows: overdue.length }, 'queued overdue inbox rows');
  }

  private async sweepUpkeep(): Promise<void> {
    for (const job of await listOpen(this.pool, this.upkeep)) {
      if (this.stopping) return;
      await this.queues.enqueue('upkeep', job);
    }
  }
}

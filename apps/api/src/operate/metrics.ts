import type pg from 'pg';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { queueNames } from '#contract';
import { countWaiting, type Waiting } from '#inbox';
import type { Queues } from '#queues';
import { readWorkTotals } from '#telemetry';

/** What Prometheus reads: counters of this process, and what the database knows of all the workers together. */
export class Metrics {
  private readonly registry = new Registry();

  readonly accepted = new Counter({
    name: 'hydra_events_accepted_total',
    help: 'Events that were committed to the inbox and acknowledged.',
    registers: [this.registry],
  });

  readonly rejected = new Counter({
    name: 'hydra_rejected_total',
    help: 'Events and requests that were not accepted, by error code.',
    labelNames: ['code'],
    registers: [this.registry],
  });

  readonly repeated = new Counter({
    name: 'hydra_events_repeated_total',
    help: 'Events that stood more than once in one request; the first of each was accepted.',
    registers: [this.registry],
  });

  readonly liveDropped = new Counter({
    name: 'hydra_live_events_dropped_total',
    help: 'Live events that could not be written, and so are not shown. The events themselves are none the worse.',
    registers: [this.registry],
  });

  private readonly worked = new Counter({
    name: 'hydra_worker_events_total',
    help: 'Events that the workers have stored, found to be duplicates, made dead letters, or left out for the sake of the erased.',
    labelNames: ['queue', 'outcome'],
    registers: [this.registry],
  });

  private readonly jobs = new Counter({
    name: 'hydra_jobs_total',
    help: 'Jobs that the workers have done.',
    labelNames: ['queue'],
    registers: [this.registry],
  });

  private readonly jobSeconds = new Counter({
    name: 'hydra_job_seconds_total',
    help: 'Time that the workers have spent on jobs.',
    labelNames: ['queue'],
    registers: [this.registry],
  });

  private readonly depth = new Gauge({
    name: 'hydra_queue_depth_events',
    help: 'Events that wait in the inbox.',
    labelNames: ['queue'],
    registers: [this.registry],
  });

  private readonly age = new Gauge({
    name: 'hydra_queue_age_seconds',
    help: 'Age of the oldest event that waits in the inbox.',
    labelNames: ['queue'],
    registers: [this.registry],
  });

  private readonly queued = new Gauge({
    name: 'hydra_queue_jobs',
    help: 'Jobs in the queue engine, by state.',
    labelNames: ['queue', 'state'],
    registers: [this.registry],
  });

  constructor(
    private readonly pool: pg.Pool,
    private readonly queues: Queues,
  ) {
    collectDefaultMetrics({ register: this.registry });
  }

  readonly contentType = this.registry.contentType;

  /** All metrics as text. What cannot be read now (a database or a queue engine that is down) is left out. */
  async expose(): Promise<string> {
    const [work, waiting, queued] = await Promise.allSettled([
      readWorkTotals(this.pool),
      countWaiting(this.pool),
      Promise.all(queueNames.map(async (queue) => ({ queue, states: await this.queues.counts(queue) }))),
    ]);
    for (const metric of [this.worked, this.jobs, this.jobSeconds, this.depth, this.age, this.queued])
      metric.reset();
    if (work.status === 'fulfilled') this.showWork(work.value);
    if (waiting.status === 'fulfilled') this.showWaiting(waiting.value);
    if (queued.status === 'fulfilled') this.showQueues(queued.value);
    return this.registry.metrics();
  }

  private showWork(totals: Awaited<ReturnType<typeof readWorkTotals>>): void {
    for (const { queue, stored, duplicates, deadLetters, leftOut, jobs, jobSeconds } of totals) {
      this.worked.inc({ queue, outcome: 'stored' }, stored);
      this.worked.inc({ queue, outcome: 'duplicate' }, duplicates);
      this.worked.inc({ queue, outcome: 'dead_letter' }, deadLetters);
      this.worked.inc({ queue, outcome: 'left_out' }, leftOut);
      this.jobs.inc({ queue }, jobs);
      this.jobSeconds.inc({ queue }, jobSeconds);
    }
  }

  private showWaiting(waiting: readonly Waiting[]): void {
    const lines = new Map(waiting.map((line) => [String(line.queue), line]));
    for (const queue of queueNames) {
      this.depth.set({ queue }, lines.get(queue)?.events ?? 0);
      this.age.set({ queue }, lines.get(queue)?.oldestAgeSeconds ?? 0);
    }
  }

  private showQueues(queues: readonly { queue: string; states: Record<string, number> }[]): void {
    for (const { queue, states } of queues) {
      for (const [state, count] of Object.entries(states)) this.queued.set({ queue, state }, count);
    }
  }
}

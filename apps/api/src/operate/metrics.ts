import type pg from 'pg';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { queueNames } from '#contract';
import { countWaiting } from '#inbox';
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

  private readonly worked = new Gauge({
    name: 'hydra_worker_events_total',
    help: 'Events that the workers have stored, found to be duplicates, or made dead letters.',
    labelNames: ['queue', 'outcome'],
    registers: [this.registry],
  });

  private readonly jobs = new Gauge({
    name: 'hydra_jobs_total',
    help: 'Jobs that the workers have done.',
    labelNames: ['queue'],
    registers: [this.registry],
  });

  private readonly jobSeconds = new Gauge({
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

  /** All metrics as text. What cannot be read now (a queue engine that is down) is left as it was. */
  async expose(): Promise<string> {
    await Promise.allSettled([this.readWork(), this.readWaiting(), this.readQueues()]);
    return this.registry.metrics();
  }

  private async readWork(): Promise<void> {
    for (const { queue, stored, duplicates, deadLetters, jobs, jobSeconds } of await readWorkTotals(
      this.pool,
    )) {
      this.worked.set({ queue, outcome: 'stored' }, stored);
      this.worked.set({ queue, outcome: 'duplicate' }, duplicates);
      this.worked.set({ queue, outcome: 'dead_letter' }, deadLetters);
      this.jobs.set({ queue }, jobs);
      this.jobSeconds.set({ queue }, jobSeconds);
    }
  }

  private async readWaiting(): Promise<void> {
    const waiting = new Map((await countWaiting(this.pool)).map((line) => [String(line.queue), line]));
    for (const queue of queueNames) {
      this.depth.set({ queue }, waiting.get(queue)?.events ?? 0);
      this.age.set({ queue }, waiting.get(queue)?.oldestAgeSeconds ?? 0);
    }
  }

  private async readQueues(): Promise<void> {
    for (const queue of queueNames) {
      for (const [state, count] of Object.entries(await this.queues.counts(queue))) {
        this.queued.set({ queue, state }, count);
      }
    }
  }
}

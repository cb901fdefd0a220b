import { WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import type pg from 'pg';
import { jobSchemas, type EventQueue } from '#contract';
import { processRow, type RecordChunk } from '#inbox';
import { WorkMeter, type Logger } from '#telemetry';

/** A pointer to an inbox row comes in; afterwards the row is gone and its events are recorded, or are dead letters. */
export abstract class EventProcessor extends WorkerHost {
  private readonly meter: WorkMeter;

  protected constructor(
    private readonly pool: pg.Pool,
    private readonly logger: Logger,
    private readonly queue: EventQueue,
    private readonly record: RecordChunk,
  ) {
    super();
    this.meter = new WorkMeter(pool, queue);
  }

  override async process(job: Job): Promise<void> {
    const { inboxId } = jobSchemas[this.queue].parse(job.data);
    const startedAt = performance.now();
    const { events, stored, deadLetters } = await processRow(this.pool, this.queue, inboxId, this.record);
    const jobSeconds = (performance.now() - startedAt) / 1_000;
    this.meter.add({ stored, deadLetters, duplicates: events - stored - deadLetters, jobs: 1, jobSeconds });
    if (deadLetters > 0)
      this.logger.warn({ queue: this.queue, inboxId, deadLetters }, 'events became dead letters');
    this.logger.debug({ queue: this.queue, inboxId, events, stored, jobSeconds }, 'inbox row done');
  }

  /** Afterwards what was done is on record. */
  async stop(): Promise<void> {
    await this.meter.stop();
  }
}

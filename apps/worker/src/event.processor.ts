import { WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import type pg from 'pg';
import { jobSchemas, type EventQueue, type InboxEvent } from '#contract';
import type { Transaction } from '#database';
import { processRow, type RecordedChunk } from '#inbox';
import { WorkMeter, type Logger } from '#telemetry';
import { Known } from './known.js';

/** Records a chunk in an open transaction, without asking for what is known. */
export type RecordEvents = (tx: Transaction, chunk: InboxEvent[], known: Known) => Promise<RecordedChunk>;

/** A pointer to an inbox row comes in; afterwards the row is gone and its events are recorded, or are dead letters. */
export abstract class EventProcessor extends WorkerHost {
  private readonly meter: WorkMeter;
  private readonly known = new Known();

  protected constructor(
    private readonly pool: pg.Pool,
    private readonly logger: Logger,
    private readonly queue: EventQueue,
    private readonly record: RecordEvents,
  ) {
    super();
    this.meter = new WorkMeter(pool, queue);
  }

  override async process(job: Job): Promise<void> {
    const { inboxId } = jobSchemas[this.queue].parse(job.data);
    const startedAt = performance.now();
    const { events, stored, deadLetters } = await processRow(this.pool, this.queue, inboxId, (tx, chunk) =>
      this.record(tx, chunk, this.known),
    );
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

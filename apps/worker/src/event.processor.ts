import { WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import type pg from 'pg';
import { jobSchemas, type EventQueue, type InboxEvent } from '#contract';
import type { Transaction } from '#database';
import { processRow, type RecordedChunk } from '#inbox';
import { WorkMeter, type Logger } from '#telemetry';
import { WarningMeter, type Warn } from '#warnings';
import { Known } from './known.js';

/** Of one job. All of them are in the table. */
const deadLettersLoggedMax = 20;

/** Records a chunk in an open transaction, without asking for what is known. Once committed, it tells what is odd. */
export type RecordEvents = (
  tx: Transaction,
  chunk: InboxEvent[],
  known: Known,
  warn?: Warn,
) => Promise<RecordedChunk>;

/** A pointer to an inbox row comes in; afterwards the row is gone and its events are recorded, or are dead letters. */
export abstract class EventProcessor extends WorkerHost {
  private readonly meter: WorkMeter;
  private readonly warnings: WarningMeter;
  private known = new Known();

  protected constructor(
    private readonly pool: pg.Pool,
    private readonly logger: Logger,
    private readonly queue: EventQueue,
    private readonly record: RecordEvents,
  ) {
    super();
    this.meter = new WorkMeter(pool, queue);
    this.warnings = new WarningMeter(pool);
  }

  override async process(job: Job): Promise<void> {
    const { inboxId } = jobSchemas[this.queue].parse(job.data);
    const startedAt = performance.now();
    const { known } = this;
    const { events, stored, leftOut, deadLetters } = await processRow(
      this.pool,
      this.queue,
      inboxId,
      (tx, chunk) => this.record(tx, chunk, known, this.warnings.warn),
    ).catch((error: unknown) => {
      // Whatever went wrong may have taken with it what is remembered as being on record.
      this.known = new Known();
      throw error;
    });
    const jobSeconds = (performance.now() - startedAt) / 1_000;
    const duplicates = events - stored - leftOut - deadLetters.length;
    this.meter.add({ stored, deadLetters: deadLetters.length, leftOut, duplicates, jobs: 1, jobSeconds });
    for (const deadLetter of deadLetters.slice(0, deadLettersLoggedMax))
      this.logger.warn({ queue: this.queue, inboxId, ...deadLetter }, 'an event became a dead letter');
    this.logger.debug({ queue: this.queue, inboxId, events, stored, leftOut, jobSeconds }, 'inbox row done');
  }

  /** Afterwards what was done is on record. */
  async stop(): Promise<void> {
    await this.meter.stop();
    await this.warnings.stop();
  }
}

import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import type { Job } from 'bullmq';
import type pg from 'pg';
import { jobSchemas } from '#contract';
import { inTransaction } from '#database';
import { countStored, listStoredBefore } from '#events';
import { finishRecount, recordRecountProgress, takeRecount, type RecountKey } from '#scanners';
import { WorkMeter, type Logger } from '#telemetry';
import { countUsage } from '#usage';
import { LOGGER, POOL } from './tokens.js';
import { workerOptions } from './worker-options.js';

const eventsPerStep = 2_000;

/**
 * A pointer to a new scanner comes in; afterwards the events that were stored before it are counted for it, once. Each
 * step counts some and moves the recount on in one transaction, so that it may break off and go on anywhere.
 */
@Processor('recount', workerOptions)
export class RecountProcessor extends WorkerHost {
  private readonly meter: WorkMeter;
  private stopping = false;

  constructor(
    @Inject(POOL) private readonly pool: pg.Pool,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
    this.meter = new WorkMeter(pool, 'recount');
  }

  override async process(job: Job): Promise<void> {
    const key = jobSchemas.recount.parse(job.data);
    const startedAt = performance.now();
    let more = true;
    while (more && !this.stopping) more = await this.step(key);
    this.meter.add({ jobs: 1, jobSeconds: (performance.now() - startedAt) / 1_000 });
    this.logger.info({ ...key }, more ? 'recount broken off; the sweep queues it again' : 'recount finished');
  }

  /** Afterwards no further step is begun. */
  breakOff(): void {
    this.stopping = true;
  }

  /** Afterwards what was done is on record. */
  async stop(): Promise<void> {
    await this.meter.stop();
  }

  /** @returns whether there may be more to count. */
  private step(key: RecountKey): Promise<boolean> {
    return inTransaction(this.pool, async (tx) => {
      const recount = await takeRecount(tx, key);
      if (!recount) return false;
      const { scanner, afterId, timeZone } = recount;
      const events = await listStoredBefore(tx, {
        workspaceId: key.workspaceId,
        generation: scanner.generation,
        afterId,
        limit: eventsPerStep,
      });
      const last = events.at(-1);
      if (!last) {
        await finishRecount(tx, key);
        return false;
      }
      await countUsage(tx, events, () => ({ timeZone, counters: [{ id: scanner.id, ...scanner.settings }] }));
      const total = recount.total || (await countStored(tx, key.workspaceId));
      await recordRecountProgress(tx, key, { afterId: last.id, scanned: events.length, total });
      return true;
    });
  }
}

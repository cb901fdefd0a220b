import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import type { Job } from 'bullmq';
import type pg from 'pg';
import { jobSchemas } from '#contract';
import { WorkMeter, type Logger } from '#telemetry';
import { LOGGER, POOL, UPKEEP_OUTSIDE } from './tokens.js';
import { step, type UpkeepOutside } from './upkeep/tasks.js';
import { workerOptions } from './worker-options.js';

/**
 * A pointer to something that is to be done beside the events comes in; afterwards it is done, once. It is done in
 * steps, so that it may break off and go on anywhere.
 */
@Processor('upkeep', workerOptions)
export class UpkeepProcessor extends WorkerHost {
  private readonly meter: WorkMeter;
  private stopping = false;

  constructor(
    @Inject(POOL) private readonly pool: pg.Pool,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(UPKEEP_OUTSIDE) private readonly outside: UpkeepOutside,
  ) {
    super();
    this.meter = new WorkMeter(pool, 'upkeep');
  }

  override async process(job: Job): Promise<void> {
    const pointer = jobSchemas.upkeep.parse(job.data);
    const startedAt = performance.now();
    let more = true;
    while (more && !this.stopping) more = await step(this.pool, pointer, this.outside);
    this.meter.add({ jobs: 1, jobSeconds: (performance.now() - startedAt) / 1_000 });
    this.logger.info(pointer, more ? 'broken off; the sweep queues it again' : 'finished');
  }

  /** Afterwards no further step is begun. */
  breakOff(): void {
    this.stopping = true;
  }

  /** Afterwards what was done is on record. */
  async stop(): Promise<void> {
    await this.meter.stop();
  }
}

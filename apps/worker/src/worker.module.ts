import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import type pg from 'pg';
import type { QueueName } from '#contract';
import { queuePrefix, type Engine, type Queues } from '#queues';
import type { Logger } from '#telemetry';
import type { EventProcessor } from './event.processor.js';
import { IdentifyProcessor } from './identify.processor.js';
import { UpkeepProcessor } from './upkeep.processor.js';
import { SweepService } from './sweep.service.js';
import { ENGINE, LOGGER, POOL, QUEUES, UPKEEP_OUTSIDE } from './tokens.js';
import { TrackProcessor } from './track.processor.js';
import type { UpkeepOutside } from './upkeep/tasks.js';

/**
 * What follows what: the API queues `identify` and `track` for what came in, and `upkeep` for what staff ask for; dead
 * letters that `upkeep` replays follow as `identify` and `track`, and nothing follows those yet. Every queue in the
 * catalogue has one processor here, or this does not compile.
 */
export const processors: Record<QueueName, Type<EventProcessor | UpkeepProcessor>> = {
  identify: IdentifyProcessor,
  track: TrackProcessor,
  upkeep: UpkeepProcessor,
};

/** What the processors work with. */
export type Outside = {
  pool: pg.Pool;
  engine: Engine;
  queues: Queues;
  logger: Logger;
  /** Days for which events are kept. */
  retentionDays: number;
};

/** The worker program, serving the queues it is told to. */
@Module({})
export class WorkerModule {
  static serving(
    served: readonly QueueName[],
    { pool, engine, queues, logger, retentionDays }: Outside,
  ): DynamicModule {
    const upkeep: UpkeepOutside = {
      retentionDays,
      async signal(rows) {
        for (const { id, queue, bulk } of rows) await queues.enqueue(queue, { inboxId: id }, { bulk });
      },
    };
    return {
      module: WorkerModule,
      global: true,
      imports: served.map((name) =>
        BullModule.registerQueue({ name, connection: engine.connection, prefix: queuePrefix(name) }),
      ),
      providers: [
        { provide: POOL, useValue: pool },
        { provide: ENGINE, useValue: engine },
        { provide: QUEUES, useValue: queues },
        { provide: LOGGER, useValue: logger },
        { provide: UPKEEP_OUTSIDE, useValue: upkeep },
        SweepService,
        ...served.map((name) => processors[name]),
      ],
    };
  }
}

import { Module, type DynamicModule } from '@nestjs/common';
import type pg from 'pg';
import type { Config } from '#config';
import type { PrismaClient } from '#database';
import { Inbox, type InboxRow } from '#inbox';
import { KeyRing, keyStore } from '#keys';
import { LiveFeeds, LiveRecorder } from '#live';
import type { Queues } from '#queues';
import type { Logger } from '#telemetry';
import { WarningMeter } from '#warnings';
import { Acceptance } from './ingest/acceptance.service.js';
import { IngestController } from './ingest/ingest.controller.js';
import { SettingsController } from './ingest/settings.controller.js';
import { LiveNotes } from './live/live-notes.service.js';
import { Metrics } from './operate/metrics.js';
import { OperateController } from './operate/operate.controller.js';
import { Pressure } from './operate/pressure.service.js';
import { StaffModule } from './staff/staff.module.js';
import {
  CONFIG,
  DATABASE_POOL,
  ENQUEUE_UPKEEP,
  KEY_RING,
  LOGGER,
  PRISMA,
  QUEUES,
  SIGNAL_INBOX,
  type EnqueueUpkeep,
} from './tokens.js';

/** What the API works with. */
export type Outside = { config: Config; pool: pg.Pool; prisma: PrismaClient; queues: Queues; logger: Logger };

/** The API program: events in, and what staff ask. */
@Module({})
export class AppModule {
  static with({ config, pool, prisma, queues, logger }: Outside): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [StaffModule],
      controllers: [IngestController, SettingsController, OperateController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: DATABASE_POOL, useValue: pool },
        { provide: PRISMA, useValue: prisma },
        { provide: QUEUES, useValue: queues },
        { provide: LOGGER, useValue: logger },
        { provide: KEY_RING, useFactory: () => new KeyRing(keyStore(pool)) },
        { provide: ENQUEUE_UPKEEP, useValue: enqueueUpkeep(queues, logger) },
        { provide: SIGNAL_INBOX, useValue: (rows: InboxRow[]) => signal(queues, logger, rows) },
        { provide: Inbox, useFactory: () => new Inbox(pool, (rows) => signal(queues, logger, rows)) },
        { provide: Metrics, useFactory: () => new Metrics(pool, queues) },
        { provide: WarningMeter, useFactory: () => new WarningMeter(pool) },
        { provide: LiveFeeds, useFactory: () => new LiveFeeds(pool) },
        {
          provide: LiveRecorder,
          inject: [Metrics],
          useFactory: ({ liveDropped }: Metrics) => new LiveRecorder(pool, (count) => liveDropped.inc(count)),
        },
        LiveNotes,
        Pressure,
        Acceptance,
      ],
      exports: [CONFIG, DATABASE_POOL, PRISMA, KEY_RING, ENQUEUE_UPKEEP, SIGNAL_INBOX, LiveFeeds],
    };
  }
}

const enqueueUpkeep =
  (queues: Queues, logger: Logger): EnqueueUpkeep =>
  (job) =>
    queues.enqueue('upkeep', job).catch((error: unknown) => {
      logger.warn({ err: error, ...job }, 'could not queue a job; the sweep will');
    });

/** Queues a job for each row. Where the queue engine cannot be reached, the workers' sweep does it later. */
function signal(queues: Queues, logger: Logger, rows: InboxRow[]): void {
  for (const { id, queue, bulk } of rows) {
    queues.enqueue(queue, { inboxId: id }, { bulk }).catch((error: unknown) => {
      logger.debug({ err: error, queue }, 'could not queue a job; the sweep will');
    });
  }
}

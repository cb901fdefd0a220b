import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import type pg from 'pg';
import type { Logger } from '#telemetry';
import { EventProcessor } from './event.processor.js';
import { recordIdentifyChunk } from './record-identify-chunk.js';
import { LOGGER, POOL } from './tokens.js';
import { workerOptions } from './worker-options.js';

/** Identify, group and alias calls. */
@Processor('identify', workerOptions)
export class IdentifyProcessor extends EventProcessor {
  constructor(@Inject(POOL) pool: pg.Pool, @Inject(LOGGER) logger: Logger) {
    super(pool, logger, 'identify', recordIdentifyChunk);
  }
}

import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import type pg from 'pg';
import type { Logger } from '#telemetry';
import { EventProcessor } from './event.processor.js';
import { recordTrackChunk } from './record-track-chunk.js';
import { LOGGER, POOL } from './tokens.js';
import { workerOptions } from './worker-options.js';

/** Track, page and screen calls. */
@Processor('track', workerOptions)
export class TrackProcessor extends EventProcessor {
  constructor(@Inject(POOL) pool: pg.Pool, @Inject(LOGGER) logger: Logger) {
    super(pool, logger, 'track', recordTrackChunk);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import type { Config } from '#config';
import { countWaiting } from '#inbox';
import { CONFIG, DATABASE_POOL } from '../tokens.js';

const lookIntervalMs = 1_000;

/** Whether the workers fall so far behind, or the process is so near its end, that events must stay with their senders. */
@Injectable()
export class Pressure {
  /** More waits than the high-water mark allows. */
  high = false;
  /** The process was told to stop. */
  stopping = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE_POOL) private readonly pool: pg.Pool,
  ) {}

  /** Looks once a second from now on, one look at a time. */
  start(): void {
    this.timer = setTimeout(
      () => void this.look().finally(() => this.stopping || this.start()),
      lookIntervalMs,
    );
  }

  stop(): void {
    this.stopping = true;
    clearTimeout(this.timer);
  }

  /** Where the database does not say, nothing is known to wait; the commit will tell. */
  private async look(): Promise<void> {
    const waiting = await countWaiting(this.pool).catch(() => []);
    this.high = waiting.reduce((sum, { events }) => sum + events, 0) >= this.config.inboxHighWaterMark;
  }
}

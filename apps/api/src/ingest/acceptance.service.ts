import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config';
import { HydraError, type ErrorCode } from '#contract';
import { Inbox, type InboxLine } from '#inbox';
import { Metrics } from '../operate/metrics.js';
import { Pressure } from '../operate/pressure.service.js';
import { CONFIG } from '../tokens.js';
import { LiveShare } from './live-share.js';
import { RateLimit } from './rate-limit.js';
import type { ReadEvents } from './read-events.js';

const overloadedRetryAfterSeconds = 5;
const retryAfterSeconds = 2;
/** Clients cap what they believe of Retry-After. */
const retryAfterSecondsMax = 300;
/** Events that this process may hold in memory before they are committed. */
const unwrittenEventsMax = 50_000;
const unwrittenCharactersMax = 64 * 1024 * 1024;

/** Whether events may come in now, and their way into the inbox. */
@Injectable()
export class Acceptance {
  private readonly rateLimit: RateLimit;
  private readonly share = new LiveShare();

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(Inbox) private readonly inbox: Inbox,
    @Inject(Pressure) private readonly pressure: Pressure,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {
    this.rateLimit = new RateLimit(config.rateLimitPerSecond, config.rateLimitBurstSeconds);
  }

  /** @throws HydraError shutting_down, overloaded, rate_limited */
  admit(workspaceId: number, events: number): void {
    if (this.pressure.stopping) throw new HydraError('shutting_down', { retryAfterSeconds });
    if (
      this.pressure.high ||
      this.inbox.unwritten > unwrittenEventsMax ||
      this.inbox.unwrittenCharacters > unwrittenCharactersMax
    ) {
      throw new HydraError('overloaded', { retryAfterSeconds: overloadedRetryAfterSeconds });
    }
    const seconds = this.rateLimit.take(workspaceId, events, performance.now());
    if (seconds > 0)
      throw new HydraError('rate_limited', { retryAfterSeconds: Math.min(seconds, retryAfterSecondsMax) });
  }

  /** Resolves when the events are durable. @throws HydraError storage_unavailable when they may not be */
  async accept(workspaceId: number, lines: readonly InboxLine[]): Promise<void> {
    if (lines.length === 0) return;
    try {
      await this.inbox.accept(lines, this.share.isExceeded(workspaceId, lines.length, Date.now()));
    } catch (cause) {
      throw new HydraError('storage_unavailable', { cause, retryAfterSeconds });
    }
    this.metrics.accepted.inc(lines.length);
  }

  /** Counts what one request holds beside the events that are accepted. */
  note({ refusals, unlisted, duplicates }: ReadEvents): void {
    this.metrics.repeated.inc(duplicates.length);
    const counts = new Map<ErrorCode, number>();
    if (unlisted > 0) counts.set('batch_too_long', unlisted);
    for (const { code } of refusals) counts.set(code, (counts.get(code) ?? 0) + 1);
    for (const [code, count] of counts) this.metrics.rejected.inc({ code }, count);
  }
}

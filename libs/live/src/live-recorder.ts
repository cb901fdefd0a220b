import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { Allowance } from './allowance.js';
import { insertLiveEvents } from './insert-live-events.js';
import type { LiveEntry } from './live-entry.js';
import { Omissions } from './omissions.js';
import { toRow } from './to-row.js';

const flushEveryMs = 250;
/** Held until they are written: references to what the requests brought, and the size of that. */
const entriesMax = 10_000;
const bytesMax = 16 * 1024 * 1024;
/** Made into rows and written at a time, so that the path is held up for a few milliseconds at most. */
const rowsTogetherMax = 250;
const stopMaxMs = 1_000;

/**
 * What is written one by one: of a workspace so many at once and a second, and of all of them together, so that many cost
 * the path no more than a few do. For those that are accepted it is as the rate limit: at that limit every event is shown.
 */
const allowances = {
  accepted: { own: [5_000, 1_000], all: [10_000, 2_000] },
  refused: { own: [1_000, 100], all: [5_000, 500] },
} as const;
/** In the place of a workspace. */
const everybody = -1;

/**
 * Takes note of requests and events by reference, and writes them four times a second. What is beyond a workspace's
 * allowance is only counted. Nothing waits for it, and nothing fails with it: what cannot be written is dropped.
 */
export class LiveRecorder {
  private readonly own = {
    accepted: new Allowance(...allowances.accepted.own),
    refused: new Allowance(...allowances.refused.own),
  };
  private readonly all = {
    accepted: new Allowance(...allowances.accepted.all),
    refused: new Allowance(...allowances.refused.all),
  };
  private readonly omissions = new Omissions();
  private entries: LiveEntry[] = [];
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;
  private stopped = false;

  /** @param onDropped hears of how many entries could not be written; must not throw */
  constructor(
    private readonly pool: pg.Pool,
    private readonly onDropped: (count: number) => void,
  ) {}

  /**
   * Of so many entries of one kind that are to be added now, how many are wanted. The others are counted, and shown as so
   * many more in that second.
   */
  admit(workspaceId: number, kind: 'accepted' | 'refused', wanted: number, nowMs: number): number {
    const isFull = this.entries.length >= entriesMax || this.bytes >= bytesMax || this.stopped;
    const own = isFull ? 0 : this.own[kind].take(workspaceId, wanted, nowMs);
    const granted = own === 0 ? 0 : this.all[kind].take(everybody, own, nowMs);
    if (granted < wanted) {
      this.omissions.add(workspaceId, kind, wanted - granted, nowMs);
      this.flushLater();
    }
    return granted;
  }

  /** Takes note of entries that were admitted, all of one request. */
  add(entries: readonly LiveEntry[]): void {
    const [first] = entries;
    if (first === undefined) return;
    for (const entry of entries) this.entries.push(entry);
    this.bytes += first.request.bytes;
    this.flushLater();
  }

  /** Writes what is there still, for a second at most. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.race([
      (async () => {
        await this.flushing;
        await this.flush(Number.POSITIVE_INFINITY);
      })(),
      pause(stopMaxMs, undefined, { ref: false }),
    ]);
  }

  private flushLater(): void {
    this.timer ??= setTimeout(() => {
      this.flushing = this.flush(Date.now()).finally(() => {
        this.timer = undefined;
        this.flushing = undefined;
        if ((this.entries.length > 0 || this.omissions.any) && !this.stopped) this.flushLater();
      });
    }, flushEveryMs);
  }

  private async flush(nowMs: number): Promise<void> {
    const entries = [...this.entries, ...this.omissions.take(nowMs)];
    this.entries = [];
    this.bytes = 0;
    for (let at = 0; at < entries.length; at += rowsTogetherMax) {
      const some = entries.slice(at, at + rowsTogetherMax);
      await this.write(some).catch(() => this.onDropped(some.length));
    }
  }

  private async write(entries: readonly LiveEntry[]): Promise<void> {
    await insertLiveEvents(this.pool, entries.map(toRow));
  }
}

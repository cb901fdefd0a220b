import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { Allowance, type Limit } from './allowance.js';
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

/** From this share of its time on, the process has better things to do. */
const busyFrom = 0.5;

/**
 * What is written one by one, of a workspace and of all of them together. To write one costs several times what it costs
 * to accept one in a batch, so while there is time everything is written that anybody could read, and while there is
 * none a sample: a flood is then seen by its beginning, some of it and its size.
 */
const allowances: Record<'accepted' | 'refused', Record<'calm' | 'busy', { own: Limit; all: Limit }>> = {
  accepted: {
    calm: { own: [500, 500], all: [2_000, 2_000] },
    busy: { own: [200, 30], all: [400, 60] },
  },
  refused: {
    calm: { own: [1_000, 100], all: [5_000, 500] },
    busy: { own: [200, 30], all: [400, 60] },
  },
};
/** In the place of a workspace. */
const everybody = -1;

/**
 * Takes note of requests and events by reference, and writes them four times a second. What is beyond a workspace's
 * allowance is only counted. Nothing waits for it, and nothing fails with it: what cannot be written is dropped.
 */
export class LiveRecorder {
  private readonly own = { accepted: new Allowance(), refused: new Allowance() };
  private readonly all = { accepted: new Allowance(), refused: new Allowance() };
  private load: 'calm' | 'busy' = 'calm';
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
    const limits = allowances[kind][this.load];
    const own = isFull ? 0 : this.own[kind].take(workspaceId, wanted, nowMs, limits.own);
    const granted = own === 0 ? 0 : this.all[kind].take(everybody, own, nowMs, limits.all);
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
    if (this.timer !== undefined) return;
    const before = performance.eventLoopUtilization();
    this.timer = setTimeout(() => {
      this.load = performance.eventLoopUtilization(before).utilization < busyFrom ? 'calm' : 'busy';
      this.flushing = this.flush(Date.now()).finally(() => {
        this.timer = undefined;
        this.flushing = undefined;
        if ((this.entries.length > 0 || this.omissions.any) && !this.stopped) this.flushLater();
        else this.load = 'calm';
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

import { LRUCache } from 'lru-cache';

type Bucket = { events: number; atMs: number };

/** Workspaces of which this is remembered. One that is forgotten begins anew. */
const bucketsMax = 100_000;

/**
 * How many events each workspace may send: so many a second, and as many at once as it has saved up (a token bucket).
 * What is refused takes nothing.
 */
export class RateLimit {
  private readonly buckets = new LRUCache<number, Bucket>({ max: bucketsMax });
  private readonly atOnceMax: number;

  constructor(
    private readonly perSecond: number,
    burstSeconds: number,
  ) {
    this.atOnceMax = perSecond * burstSeconds;
  }

  /** Takes so many, or none. @returns 0 where they were taken, else the seconds after which they may be there */
  take(workspaceId: number, wanted: number, nowMs: number): number {
    // More than may ever be there would be told to come again later for ever.
    const events = Math.min(wanted, this.atOnceMax);
    const bucket = this.buckets.get(workspaceId) ?? { events: this.atOnceMax, atMs: nowMs };
    const savedUp = (Math.max(nowMs - bucket.atMs, 0) * this.perSecond) / 1_000;
    const there = Math.min(bucket.events + savedUp, this.atOnceMax);
    if (events > there) return Math.ceil((events - there) / this.perSecond);
    this.buckets.set(workspaceId, { events: there - events, atMs: nowMs });
    return 0;
  }
}

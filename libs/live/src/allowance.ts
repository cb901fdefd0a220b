import { LRUCache } from 'lru-cache';

/** In thousandths, so that what a millisecond brings is whole. */
type Bucket = { thousandths: number; atMs: number };

/** Workspaces of which this is remembered. One that is forgotten begins anew. */
const bucketsMax = 10_000;

/** How many entries a workspace may have written: so many at once, and so many a second (a token bucket). */
export class Allowance {
  private readonly buckets = new LRUCache<number, Bucket>({ max: bucketsMax });

  constructor(
    private readonly atOnceMax: number,
    private readonly perSecondMax: number,
  ) {}

  /** Takes up to `wanted`. @returns how many there were */
  take(workspaceId: number, wanted: number, nowMs: number): number {
    const bucket = this.buckets.get(workspaceId) ?? { thousandths: this.atOnceMax * 1_000, atMs: nowMs };
    const passedMs = Math.max(0, nowMs - bucket.atMs);
    const there = Math.min(this.atOnceMax * 1_000, bucket.thousandths + passedMs * this.perSecondMax);
    const taken = Math.min(wanted, Math.floor(there / 1_000));
    bucket.thousandths = there - taken * 1_000;
    bucket.atMs = nowMs;
    this.buckets.set(workspaceId, bucket);
    return taken;
  }
}

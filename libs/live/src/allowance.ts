import { LRUCache } from 'lru-cache';

/** So many at once, and so many a second (a token bucket). */
export type Limit = readonly [atOnceMax: number, perSecondMax: number];

/** In thousandths, so that what a millisecond brings is whole. */
type Bucket = { thousandths: number; atMs: number };

/** Workspaces of which this is remembered. One that is forgotten begins anew. */
const bucketsMax = 10_000;

/** How many entries a workspace may have written, under limits that may change. */
export class Allowance {
  private readonly buckets = new LRUCache<number, Bucket>({ max: bucketsMax });

  /** Takes up to `wanted`. @returns how many there were */
  take(workspaceId: number, wanted: number, nowMs: number, [atOnceMax, perSecondMax]: Limit): number {
    const bucket = this.buckets.get(workspaceId) ?? { thousandths: atOnceMax * 1_000, atMs: nowMs };
    const passedMs = Math.max(0, nowMs - bucket.atMs);
    const there = Math.min(atOnceMax * 1_000, bucket.thousandths + passedMs * perSecondMax);
    const taken = Math.min(wanted, Math.floor(there / 1_000));
    bucket.thousandths = there - taken * 1_000;
    bucket.atMs = nowMs;
    this.buckets.set(workspaceId, bucket);
    return taken;
  }
}

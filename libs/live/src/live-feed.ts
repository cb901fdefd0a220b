import type pg from 'pg';
import type { LiveStatus } from '#contract';
import { listLiveIdsAfter, readLiveEvents } from './list-live-events.js';
import type { LiveChange, LiveListener } from './live-change.js';

const lookEveryMs = 250;
/** For how long one that has a lower id may still be committed, by another process. */
const stragglersMs = 3_000;
/** New ones in one look. Of more, the newest. */
const newMax = 2_000;
/** Those of which it is looked after what becomes of them: the newest that wait. */
const waitingMax = 500;

/** Looks four times a second what is new in a workspace, and what has become of what was new a moment ago. */
export class LiveFeed {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  /** All up to this one have been seen. */
  private seenUpTo: string | null = null;
  /** Beyond it: which were seen, and when. */
  private readonly seen = new Map<string, number>();
  private readonly waiting = new Map<string, LiveStatus>();

  constructor(
    private readonly pool: pg.Pool,
    private readonly workspaceId: number,
    private readonly tell: LiveListener,
  ) {}

  start(): void {
    // Where the database does not answer, the next look will tell.
    void this.look()
      .catch(() => undefined)
      .finally(() => {
        if (!this.stopped) this.timer = setTimeout(() => this.start(), lookEveryMs);
      });
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    if (this.seenUpTo === null) return this.lookFirst();
    const ids = await this.listIdsAfter(this.seenUpTo, newMax);
    const news = ids.filter((id) => !this.seen.has(id));
    const items = await readLiveEvents(this.pool, this.workspaceId, [...news, ...this.waiting.keys()]);
    const changes = items.flatMap((item): LiveChange | [] => {
      const before = this.waiting.get(item.shown.id) ?? null;
      return before === item.shown.status ? [] : { item, before };
    });
    this.remember(
      news,
      items.map(({ shown }) => shown),
    );
    if (changes.length > 0 && !this.stopped) this.tell(changes);
  }

  /** What is there already is no news. What still waits will be. */
  private async lookFirst(): Promise<void> {
    const ids = await this.listIdsAfter('0', waitingMax);
    const items = await readLiveEvents(this.pool, this.workspaceId, ids);
    this.seenUpTo = ids.at(-1) ?? '0';
    this.remember(
      ids,
      items.map(({ shown }) => shown),
    );
  }

  private listIdsAfter(after: string, limit: number): Promise<string[]> {
    return listLiveIdsAfter(this.pool, { workspaceId: this.workspaceId, after, limit });
  }

  private remember(news: readonly string[], looked: readonly { id: string; status: LiveStatus }[]): void {
    const nowMs = Date.now();
    for (const id of news) this.seen.set(id, nowMs);
    let last = BigInt(this.seenUpTo ?? '0');
    for (const [id, seenMs] of this.seen) {
      if (seenMs > nowMs - stragglersMs) break;
      this.seen.delete(id);
      if (BigInt(id) > last) last = BigInt(id);
    }
    this.seenUpTo = String(last);

    this.waiting.clear();
    for (const { id, status } of looked.filter((one) => one.status === 'waiting').slice(-waitingMax))
      this.waiting.set(id, status);
  }
}

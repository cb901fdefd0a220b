import type pg from 'pg';
import type { LiveListener } from './live-change.js';
import { LiveFeed } from './live-feed.js';

/** One look-out a workspace, however many listen, and only while somebody does. */
export class LiveFeeds {
  private readonly feeds = new Map<number, { feed: LiveFeed; listeners: Set<LiveListener> }>();

  constructor(private readonly pool: pg.Pool) {}

  /** From now on the listener hears of what is new in the workspace. @returns what ends it */
  listen(workspaceId: number, listener: LiveListener): () => void {
    const open = this.feeds.get(workspaceId) ?? this.open(workspaceId);
    open.listeners.add(listener);
    return () => {
      open.listeners.delete(listener);
      if (open.listeners.size > 0) return;
      open.feed.stop();
      if (this.feeds.get(workspaceId) === open) this.feeds.delete(workspaceId);
    };
  }

  private open(workspaceId: number): { feed: LiveFeed; listeners: Set<LiveListener> } {
    const listeners = new Set<LiveListener>();
    const feed = new LiveFeed(this.pool, workspaceId, (changes) => {
      for (const listener of listeners) listener(changes);
    });
    const opened = { feed, listeners };
    this.feeds.set(workspaceId, opened);
    feed.start();
    return opened;
  }
}

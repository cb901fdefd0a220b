import type { LiveEntry } from './live-entry.js';

type Kind = 'accepted' | 'refused';
type Omitted = { workspaceId: number; kind: Kind; second: number; count: number };

/** How many entries were not written one by one, by workspace, kind and second. */
export class Omissions {
  private readonly omitted = new Map<string, Omitted>();

  get any(): boolean {
    return this.omitted.size > 0;
  }

  add(workspaceId: number, kind: Kind, count: number, nowMs: number): void {
    const second = Math.floor(nowMs / 1_000);
    const key = `${workspaceId}/${kind}/${second}`;
    const known = this.omitted.get(key);
    if (known) known.count += count;
    else this.omitted.set(key, { workspaceId, kind, second, count });
  }

  /** Takes out the seconds that are over, as entries. */
  take(nowMs: number): LiveEntry[] {
    const over = [...this.omitted].filter(([, { second }]) => (second + 1) * 1_000 <= nowMs);
    for (const [key] of over) this.omitted.delete(key);
    return over.map(([, one]) => toEntry(one));
  }
}

const toEntry = ({ workspaceId, kind, second, count }: Omitted): LiveEntry => ({
  outcome: kind === 'accepted' ? 'not_shown' : 'not_shown_refused',
  count,
  request: {
    workspaceId,
    keyId: null,
    receivedAtMs: second * 1_000,
    path: '-',
    requestId: null,
    httpStatus: 0,
    latencyMs: 0,
    userAgent: undefined,
    bytes: 0,
  },
});

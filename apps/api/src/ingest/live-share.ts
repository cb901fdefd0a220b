/** A workspace that sends more events than this in a second has the rest of them wait apart. */
export const eventsLiveMax = 1_000;

/** Tells, by the events of each workspace in the current second, which of them are more than its share. */
export class LiveShare {
  private second = 0;
  private readonly sent = new Map<number, number>();

  /** Counts these events. @returns whether they are beyond the share, so that others come before them */
  isExceeded(workspaceId: number, events: number, nowMs: number): boolean {
    const second = Math.floor(nowMs / 1_000);
    if (second !== this.second) this.sent.clear();
    this.second = second;
    const sent = (this.sent.get(workspaceId) ?? 0) + events;
    this.sent.set(workspaceId, sent);
    return sent > eventsLiveMax;
  }
}

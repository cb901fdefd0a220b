/** How far the removal of events that are too old has come: those received before `removedBefore` are gone. */
export type RetentionState = { cutoff: Date; removedBefore: Date | null };

/** Events received from `from` on (null: ever) and before `to`. */
export type RetentionWindow = { from: Date | null; to: Date };

const hourMs = 60 * 60_000;
/** What came in late, such as a dead letter that was replayed, may have been received before what is removed by now. */
const lookBackMs = 72 * hourMs;

/**
 * The next events to be removed: those of an hour, so that few have to be looked through for them; the last hour takes
 * in the three days before it once more. Null where all is removed that is to be.
 */
export function nextWindow({ cutoff, removedBefore }: RetentionState): RetentionWindow | null {
  if (removedBefore === null) return { from: null, to: cutoff };
  if (removedBefore >= cutoff) return null;
  const to = new Date(removedBefore.getTime() + hourMs);
  return to < cutoff
    ? { from: removedBefore, to }
    : { from: new Date(cutoff.getTime() - lookBackMs), to: cutoff };
}

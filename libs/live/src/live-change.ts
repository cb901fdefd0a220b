import type { LiveStatus } from '#contract';
import type { LiveItem } from './live-item.js';

/** A live event that is new (`before` is null), or has another status than before. */
export interface LiveChange {
  readonly item: LiveItem;
  readonly before: LiveStatus | null;
}

/** Hears of what is new, oldest first. Must not throw. */
export type LiveListener = (changes: readonly LiveChange[]) => void;

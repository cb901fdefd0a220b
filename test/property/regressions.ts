import type { Placed } from './history.js';

/** A case that failed once: the history, and how many events arrive at a time in each arrangement. */
export type Regression = [history: Placed[], chunkSizes: number[]];

/** Cases that failed once, as fast-check printed them. */
export const regressions: Regression[] = [];

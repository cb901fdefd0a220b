/** For how long a key may be taken beside the one that replaces it. */
export const keyOverlaps = ['now', '1h', '24h', '7d'] as const;
export type KeyOverlap = (typeof keyOverlaps)[number];

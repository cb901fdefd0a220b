/** Events in one row, and in what is taken out together, so that one job is never a long one. */
export const eventsTogetherMax = 1_000;
/** Their size, so that it is never a large one: in characters as they are written, in bytes as they are taken out. */
export const sizeTogetherMax = 2_000_000;

import type { Event } from '#contract';

/**
 * Whether an event belongs to what a deletion erases: it happened up to that moment, or was received up to it.
 * @param until ISO 8601; null where nothing is erased
 */
export const isErased = ({ timestamp, receivedAt }: Event, until: string | null): boolean =>
  until !== null && (timestamp <= until || receivedAt <= until);

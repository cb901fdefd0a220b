/** What is odd about an event that was accepted all the same: what was made of it, and how to mend it at its sender. */
export const warningCodes = {
  illegal_id:
    'An id is a placeholder, such as "null" or "anonymous". The event is stored, and names nobody by it. Send the id only once it is known.',
  imprecise_id:
    'An id is a number that is no whole one, or so large that it cannot be told from its neighbours. The event is stored, and names nobody by it. Send ids as text.',
  invalid_timestamp:
    'The timestamp is no time, so the time of receipt was taken. Send ISO 8601, such as 2026-11-23T14:05:09.120Z.',
  timestamp_without_zone: 'The timestamp names no time zone and was read as UTC. End it with Z or an offset.',
  timestamp_in_future:
    'The timestamp is more than a day ahead, so the time of receipt was taken. Set the clock of the sender.',
  timestamp_before_1970:
    'The timestamp is before 1970, so the time of receipt was taken. Send seconds or milliseconds since then, or ISO 8601.',
  message_id_too_long:
    'The messageId is longer than 100 characters and was replaced by its hash. Send a shorter one, such as a UUID.',
  name_too_long: 'The name of the event is longer than 255 characters and was cut off there.',
  too_many_traits:
    'More than 500 traits of your own were sent for one id. Those with the shortest names are kept. Send ids and the like as values, not as names.',
  merge_refused_identified:
    'An id was claimed that belongs to somebody else already, by an earlier call. It stays theirs. Merge the two people by hand where they are one.',
  message_id_reused:
    'The messageId was used before for another event of this type. The first one stays; this one was taken for a repetition.',
} as const;

/** The name of a warning. */
export type WarningCode = keyof typeof warningCodes;

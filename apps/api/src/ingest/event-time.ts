import type { WarningCode } from '#contract';

/** The times that a call carries, as it carries them. */
export type SentTimes = { timestamp?: unknown; originalTimestamp?: unknown; sentAt?: unknown };

/** Beneath this the difference is the network's, not the clock's, and correcting it would reorder a device's events. */
const clockErrorMinMs = 60_000;
const dayMs = 24 * 60 * 60_000;
const futureMaxMs = dayMs;
const historicalMinMs = 30 * dayMs;
/** Smaller numbers are seconds since 1970, larger ones milliseconds. */
const secondsMax = 1e11;

/**
 * When an event happened, in milliseconds since 1970. A sender whose clock is off by more than a minute is corrected as
 * Segment does it: received − (sent − original). Times before 1970 or more than a day ahead become the time of receipt.
 * @param correctClock false where the clock is right already: calls from Segment itself and from servers.
 * @param warn hears of a time that is not taken as it is said
 */
export function eventTimeMs(
  times: SentTimes,
  receivedAtMs: number,
  correctClock: boolean,
  warn: (code: WarningCode) => void = () => {},
): number {
  const clockErrorMs = correctClock ? errorOf(times.sentAt, receivedAtMs) : 0;
  const own = parseTimeMs(times.timestamp);
  // Somebody may have corrected the timestamp before, but never the original one.
  const original = own === null || clockErrorMs !== 0 ? parseTimeMs(times.originalTimestamp) : null;
  if (own === null && (isSaid(times.timestamp) || (original === null && isSaid(times.originalTimestamp))))
    warn('invalid_timestamp');
  const said = original ?? own;
  if (said === null) return receivedAtMs;
  if (namesNoZone(original === null ? times.timestamp : times.originalTimestamp))
    warn('timestamp_without_zone');
  const happened = said + clockErrorMs;
  if (happened < 0) warn('timestamp_before_1970');
  else if (happened > receivedAtMs + futureMaxMs) warn('timestamp_in_future');
  else return happened;
  return receivedAtMs;
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null;

/** By how much the sender's clock is behind, where it is off at all. */
function errorOf(sentAt: unknown, receivedAtMs: number): number {
  const sentAtMs = parseTimeMs(sentAt);
  const errorMs = sentAtMs === null ? 0 : receivedAtMs - sentAtMs;
  return Math.abs(errorMs) > clockErrorMinMs ? errorMs : 0;
}

/** Whether an event is that old that it comes from an import or a replay, and is no news to anybody. */
export const isHistorical = (happenedAtMs: number, receivedAtMs: number): boolean =>
  receivedAtMs - happenedAtMs > historicalMinMs;

/**
 * A time as Hydra writes it, on a day that every month has and before midnight. Most clients write their times so: this
 * tells without further looks that such a text can be kept as it is, if it is a time at all.
 */
const written = /^\d{4}-\d\d-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** The time as ISO 8601 in UTC with milliseconds. @param said the text that it was read from, where there is one. */
export const writeTime = (ms: number, said: unknown): string =>
  typeof said === 'string' && written.test(said) && Date.parse(said) === ms
    ? said
    : new Date(ms).toISOString();

/** ISO 8601: date and time apart by T or a blank, seconds and their fraction optional, Z or an offset or neither; or a date. */
const iso8601 =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,](\d{1,9}))?(?: ?([Zz]|[+-]\d\d(?::?\d\d)?))?)?$/;

const namesNoZone = (value: unknown): boolean =>
  typeof value === 'string' &&
  !value.endsWith('Z') &&
  /^\d+-/.test(value.trim()) &&
  iso8601.exec(value.trim())?.[7] === undefined;

/** A time as ISO 8601 (in UTC where it names no zone) or as seconds or milliseconds since 1970; null where it is none. */
export function parseTimeMs(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? toMs(value) : null;
  if (typeof value !== 'string') return null;
  if (written.test(value)) return orNull(Date.parse(value));
  const text = value.trim();
  if (/^\d{9,13}$/.test(text)) return toMs(Number(text));
  return parseIso8601(text);
}

/** `Date.parse` reads a year in any text that ends in a number, and other formats in the zone of this machine. */
function parseIso8601(text: string): number | null {
  const [, year, month, day, minute = '00:00', second = ':00', fraction = '0', zone = 'Z'] =
    iso8601.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  if (Number(day) > daysIn(Number(year), Number(month))) return null;
  return orNull(Date.parse(`${year}-${month}-${day}T${minute}${second}.${fraction}${withColon(zone)}`));
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const withColon = (zone: string): string =>
  zone.length < 3 ? zone.toUpperCase() : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;

const orNull = (ms: number): number | null => (Number.isNaN(ms) ? null : ms);

const toMs = (value: number): number => Math.round(Math.abs(value) < secondsMax ? value * 1_000 : value);

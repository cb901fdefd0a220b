import { LRUCache } from 'lru-cache';

/** Offsets from UTC change at full quarters of an hour at most, everywhere. */
const quarterMs = 15 * 60_000;

const days = new LRUCache<string, string>({ max: 50_000 });
const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day (YYYY-MM-DD) of a moment (ISO 8601) in a time zone. */
export function localDay(moment: string, timeZone: string): string {
  if (timeZone === 'UTC') return moment.slice(0, 10);
  const quarter = Math.floor(Date.parse(moment) / quarterMs);
  const key = `${timeZone}/${quarter}`;
  const known = days.get(key);
  if (known) return known;
  const day = formatIn(timeZone).format(quarter * quarterMs);
  days.set(key, day);
  return day;
}

/** The Swedish way of writing a date is ISO 8601's. */
function formatIn(timeZone: string): Intl.DateTimeFormat {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  formats.set(timeZone, format);
  return format;
}

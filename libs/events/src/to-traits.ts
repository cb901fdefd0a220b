import { namesBeyond, reservedTraits, traitNamesMax, type Moment, type Traits } from '#identity';

/** Reserved traits by their name without case and underscores. */
const reserved = new Map(reservedTraits.map((name) => [name.toLowerCase(), name]));

/** The name under which a trait is kept: reserved ones in camelCase however they are spelled, others as they are. */
export const canonicalName = (name: string): string =>
  reserved.get(name.replaceAll('_', '').toLowerCase()) ?? name;

/** Smaller numbers are seconds since 1970, larger ones milliseconds. */
const secondsMax = 1e11;
/** The last moment that a Date can hold. */
const momentMaxMs = 8.64e15;

/** A moment that is given as seconds or milliseconds since 1970 as ISO 8601; anything else as it is. */
function readMoment(value: unknown): unknown {
  const count = typeof value === 'string' && /^\d{9,13}$/.test(value) ? Number(value) : value;
  if (typeof count !== 'number') return value;
  const ms = Math.round(Math.abs(count) < secondsMax ? count * 1_000 : count);
  return Math.abs(ms) <= momentMaxMs ? new Date(ms).toISOString() : value;
}

/** What an event says of its subject. Of two spellings of one trait the exact one wins; of too many names some are left out. */
export function toTraits(values: Record<string, unknown> | undefined, { at, messageId }: Moment): Traits {
  const named: Record<string, unknown> = {};
  let count = 0;
  for (const name in values) {
    const canonical = canonicalName(name);
    if (canonical !== name && Object.hasOwn(values, canonical)) continue;
    named[canonical] = canonical === 'createdAt' ? readMoment(values[name]) : values[name];
    count += 1;
  }
  if (count === 0) return [];
  return [{ at, messageId, values: count > traitNamesMax ? withinBound(named) : named }];
}

function withinBound(named: Record<string, unknown>): Record<string, unknown> {
  const beyond = new Set(namesBeyond(Object.keys(named)));
  return Object.fromEntries(Object.entries(named).filter(([name]) => !beyond.has(name)));
}

/** Whether one event says more traits than are kept of anybody. */
export function hasTooManyTraits(values: Record<string, unknown>): boolean {
  let count = 0;
  for (const _name in values) count += 1;
  return count > traitNamesMax && namesBeyond(new Set(Object.keys(values).map(canonicalName))).length > 0;
}

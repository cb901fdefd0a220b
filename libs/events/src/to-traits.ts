import type { Moment, Traits } from '#identity';

/** Traits that Segment's specification reserves, by their name without case and underscores. */
const reserved = new Map(
  [
    'address',
    'age',
    'avatar',
    'birthday',
    'company',
    'createdAt',
    'description',
    'email',
    'employees',
    'firstName',
    'gender',
    'id',
    'industry',
    'lastName',
    'name',
    'phone',
    'plan',
    'title',
    'username',
    'website',
  ].map((name) => [name.toLowerCase(), name]),
);

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

/** What an event says of its subject. Of two spellings of one trait the exact one wins. */
export function toTraits(values: Record<string, unknown> | undefined, { at, messageId }: Moment): Traits {
  const named: Record<string, unknown> = {};
  let any = false;
  for (const name in values) {
    const canonical = canonicalName(name);
    if (canonical !== name && Object.hasOwn(values, canonical)) continue;
    named[canonical] = canonical === 'createdAt' ? readMoment(values[name]) : values[name];
    any = true;
  }
  return any ? [{ at, messageId, values: named }] : [];
}

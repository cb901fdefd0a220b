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

/** What an event says of its subject. Of two spellings of one trait the exact one wins. */
export function toTraits(values: Record<string, unknown> | undefined, { at, messageId }: Moment): Traits {
  const named: Record<string, unknown> = {};
  let any = false;
  for (const name in values) {
    const canonical = canonicalName(name);
    if (canonical !== name && Object.hasOwn(values, canonical)) continue;
    named[canonical] = values[name];
    any = true;
  }
  return any ? [{ at, messageId, values: named }] : [];
}

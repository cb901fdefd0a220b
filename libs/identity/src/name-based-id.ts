import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** The id where there is none: sorts first, and names nothing. */
export const nilId = '00000000-0000-0000-0000-000000000000';

/** Of the names that come again and again, the ids that were computed last. */
const recent = new LRUCache<string, string>({ max: 50_000 });
/** In characters. Longer names are rare, and would fill the memory. */
const rememberedNameMax = 200;

/**
 * A UUID computed from what it names (version 8 of RFC 9562, from SHA-1), so that nothing needs to be read to know it.
 * @param kind what is named, so that a person and a feature of one name differ.
 */
export function nameBasedId(kind: string, ...parts: readonly (string | number)[]): string {
  const name = nameOf(kind, parts);
  const known = recent.peek(name);
  if (known !== undefined) return known;
  const id = idOf(name);
  if (name.length <= rememberedNameMax) recent.set(name, id);
  return id;
}

/** The same for a name that is not expected to come again. */
export const uniqueNameBasedId = (kind: string, ...parts: readonly (string | number)[]): string =>
  idOf(nameOf(kind, parts));

const nameOf = (kind: string, parts: readonly (string | number)[]): string => `${kind}\n${parts.join('\n')}`;

function idOf(name: string): string {
  const digest = hash('sha1', name, 'hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

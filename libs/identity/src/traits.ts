/** When something was said, and by which event: the later one wins, of two at one moment the greater message id. */
export type Moment = { at: string; messageId: string };

/** What was last said of one trait. Null is said too: it unsets the trait. */
export type Trait = Moment & { value: unknown };

export type Traits = Record<string, Trait>;

/**
 * Traits as they are stored: what is still the last word of each call, so that the traits of one call share its moment.
 * Calls stand in the order of their moments.
 */
export type TraitsDocument = (Moment & { values: Record<string, unknown> })[];

export function toDocument(traits: Traits): TraitsDocument {
  const calls = new Map<string, TraitsDocument[number]>();
  for (const [name, { at, messageId, value }] of Object.entries(traits)) {
    const call = calls.get(`${at} ${messageId}`);
    if (call) call.values[name] = value;
    else calls.set(`${at} ${messageId}`, { at, messageId, values: { [name]: value } });
  }
  return [...calls.values()].toSorted((a, b) => (isAfter(a, b) ? 1 : -1));
}

export function fromDocument(document: TraitsDocument): Traits {
  const traits: Traits = {};
  for (const { at, messageId, values } of document) {
    for (const [name, value] of Object.entries(values)) traits[name] = { value, at, messageId };
  }
  return traits;
}

/**
 * Whether `a` comes after `b`. Times are ISO 8601 in UTC with milliseconds, so that their texts sort as they do; message
 * ids sort by their bytes, as they do in Postgres under COLLATE "C".
 */
export function isAfter(a: Moment, b: Moment): boolean {
  if (a.at !== b.at) return a.at > b.at;
  return (
    a.messageId !== b.messageId && Buffer.compare(Buffer.from(a.messageId), Buffer.from(b.messageId)) > 0
  );
}

/** Last write wins, trait by trait. The order of the arguments makes no difference. */
export function mergeTraits(...all: readonly Traits[]): Traits {
  const merged: Traits = {};
  for (const traits of all) {
    for (const [name, trait] of Object.entries(traits)) {
      const known = Object.hasOwn(merged, name) ? merged[name] : undefined;
      if (known === undefined || prevails(trait, known)) merged[name] = trait;
    }
  }
  return merged;
}

/** Whether `told` says nothing that would change `known`. */
export const coversTraits = (known: Traits, told: Traits): boolean =>
  Object.entries(told).every(([name, trait]) => {
    const last = Object.hasOwn(known, name) ? known[name] : undefined;
    return last !== undefined && !prevails(trait, last);
  });

/**
 * A message id names one event of each type. Where an identify and a group call share id and moment and differ, the
 * greater text decides, so that it makes no difference which of them is heard first.
 */
function prevails(a: Trait, b: Trait): boolean {
  if (a.at !== b.at || a.messageId !== b.messageId) return isAfter(a, b);
  return canonicalText(a.value) > canonicalText(b.value);
}

/** JSON with sorted keys: Postgres does not keep their order. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** The values that are set, without when and by what. */
export function valuesOf(traits: Traits): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(traits)
      .filter(([, trait]) => trait.value !== null)
      .map(([name, trait]) => [name, trait.value]),
  );
}

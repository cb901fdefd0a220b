import { isDeepStrictEqual } from 'node:util';
import { comesAfter, isCounted, namesBeyond, traitNamesMax } from './trait-names.js';

/** When something was said, and by which event: the later one wins, of two at one moment the greater message id. */
export type Moment = { at: string; messageId: string };

/**
 * What one call said of traits. Null is said too: it unsets the trait. A word that only fills is worth less than any
 * that does not, and of several the first one has filled the gap.
 */
export type Said = Moment & { values: Record<string, unknown>; fills?: true };

/**
 * The last word on each trait: what is left of each call that had one, in the order of their moments. There are never more
 * names than `namesBeyond` leaves.
 */
export type Traits = readonly Said[];

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

/** Whether the one is worth more than the other where they say something of the same trait. */
function outweighs(a: Said, b: Said): boolean {
  if (a.fills !== b.fills) return !a.fills;
  return a.fills ? isAfter(b, a) : isAfter(a, b);
}

/**
 * Last write wins, trait by trait; of too many names the same ones are left out however they come. The order of the
 * arguments makes no difference.
 */
export function mergeTraits(...all: readonly Traits[]): Traits {
  const calls = all.flat();
  const [one, other] = calls;
  if (one === undefined || other === undefined) return calls;
  if (calls.length === 2 && hasLastWord(one, other)) return [one];
  if (calls.length === 2 && hasLastWord(other, one)) return [other];
  const last = new Map<string, Said>();
  for (const said of calls) {
    for (const name of Object.keys(said.values)) {
      const known = last.get(name);
      if (known === undefined || prevails(said, known, name)) last.set(name, said);
    }
  }
  if (last.size > traitNamesMax) for (const name of namesBeyond(last.keys())) last.delete(name);
  return byCall(last);
}

/** Whether nothing is left of `earlier`: a client mostly says the same traits each time. */
function hasLastWord(later: Said, earlier: Said): boolean {
  if (!outweighs(later, earlier)) return false;
  for (const name in earlier.values) if (!Object.hasOwn(later.values, name)) return false;
  return true;
}

function byCall(last: ReadonlyMap<string, Said>): Traits {
  const calls = new Map<string, Said>();
  for (const [name, { values, ...call }] of last) {
    const key = `${call.fills ?? ''} ${call.at} ${call.messageId}`;
    const known = calls.get(key);
    if (known) known.values[name] = values[name];
    else calls.set(key, { ...call, values: { [name]: values[name] } });
  }
  return [...calls.values()].toSorted(byMoment);
}

/** Of what one call said in both ways, what fills comes last. */
const byMoment = (a: Said, b: Said): number =>
  isAfter(a, b) || (a.fills === true && a.at === b.at && a.messageId === b.messageId) ? 1 : -1;

/** Whether `told` says nothing that would change `known`. */
export function coversTraits(known: Traits, told: Traits): boolean {
  const find = finderIn(known);
  const isBeyond = beyondFinderIn(known);
  return told.every(
    (said) =>
      known.some((one) => hasLastWord(one, said)) ||
      Object.keys(said.values).every((name) => {
        const last = find(name);
        return last === undefined ? isBeyond(name) : !prevails(said, last, name);
      }),
  );
}

/** The names that anything was said of. */
export const namesIn = (traits: Traits): Set<string> =>
  new Set(traits.flatMap(({ values }) => Object.keys(values)));

/** Whether a name that is not among the known ones would be left out beside them. */
function beyondFinderIn(known: Traits): (name: string) => boolean {
  let last: string | null | undefined;
  return (name) => {
    if (last === undefined) last = lastKept([...namesIn(known)].filter(isCounted));
    return last !== null && isCounted(name) && comesAfter(name, last);
  };
}

/** The last of the names that are kept where no more of them are; null where there is room. */
const lastKept = (counted: readonly string[]): string | null =>
  counted.length < traitNamesMax ? null : counted.reduce((a, b) => (comesAfter(a, b) ? a : b));

/** More calls than these are looked through once, for all names. */
const callsLookedThroughMax = 8;

function finderIn(traits: Traits): (name: string) => Said | undefined {
  if (traits.length <= callsLookedThroughMax) return (name) => findSaid(traits, name);
  let byName: Map<string, Said> | undefined;
  return (name) => {
    byName ??= new Map(
      traits.flatMap((said) => Object.keys(said.values).map((known): [string, Said] => [known, said])),
    );
    return byName.get(name);
  };
}

const findSaid = (traits: Traits, name: string): Said | undefined =>
  traits.find(({ values }) => Object.hasOwn(values, name));

/**
 * A message id names one event of each type. Where an identify and a group call share id and moment and differ, the
 * greater text decides, so that it makes no difference which of them is heard first.
 */
function prevails(a: Said, b: Said, name: string): boolean {
  if (a.fills !== b.fills || a.at !== b.at || a.messageId !== b.messageId) return outweighs(a, b);
  const [one, other] = [a.values[name], b.values[name]];
  return one !== other && canonicalText(one) > canonicalText(other);
}

/** JSON with sorted keys: Postgres does not keep their order. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Whether the same was last said of each of these traits, and with the same weight. */
export function areSameWords(a: Traits, b: Traits, names: readonly string[]): boolean {
  const [findOne, findOther] = [finderIn(a), finderIn(b)];
  return names.every((name) => {
    const [one, other] = [findOne(name), findOther(name)];
    return one?.fills === other?.fills && isDeepStrictEqual(one?.values[name], other?.values[name]);
  });
}

/** The values that are set, without when and by what. */
export function valuesOf(traits: Traits): Record<string, unknown> {
  return Object.fromEntries(
    traits.flatMap(({ values }) => Object.entries(values).filter(([, value]) => value !== null)),
  );
}

import { coversTraits, isAfter, mergeTraits, type Moment, type Traits } from './traits.js';
import type { Identifier } from './identifier.js';

/** A user's or a group's word that this identifier is theirs. */
export type Claim = Moment & { by: string };

/** What is known of one identifier. Every part is merged so that the order in which it was said makes no difference. */
export type Knowledge = {
  identifier: Identifier;
  claim?: Claim;
  traits: Traits;
  identified: boolean;
  firstSeenOn?: string;
  lastSeenOn?: string;
};

/** What an event tells of when an identifier was seen. Days are YYYY-MM-DD. */
export type Sighting = Pick<Knowledge, 'firstSeenOn' | 'lastSeenOn'>;

/** Its owner was there. */
export const seenOn = (day: string): Sighting => ({ firstSeenOn: day, lastSeenOn: day });
/** There is such an owner, who was not there. */
export const heardOfOn = (day: string): Sighting => ({ firstSeenOn: day });
/** Nothing: there need be no such owner. */
export const unseen: Sighting = {};

/** Whether there is an owner by such an identifier. One who is only said to have left something need not be there. */
export const isHeardOf = ({ firstSeenOn }: Sighting): boolean => firstSeenOn !== undefined;

/** What one event tells of an identifier. */
export const toldOf = (
  identifier: Identifier,
  { firstSeenOn, lastSeenOn }: Sighting,
  said: { claim?: Claim; traits?: Traits; identified?: boolean } = {},
): Knowledge => ({
  identifier,
  claim: said.claim,
  traits: said.traits ?? [],
  identified: said.identified ?? false,
  firstSeenOn,
  lastSeenOn,
});

/** Of two claims the earlier one holds; at one moment, the one of the smaller message id, then of the smaller claimant. */
export function earlierClaim(a: Claim | undefined, b: Claim | undefined): Claim | undefined {
  if (!a || !b) return a ?? b;
  if (a.at === b.at && a.messageId === b.messageId) return a.by <= b.by ? a : b;
  return isAfter(a, b) ? b : a;
}

/** All that two sources know of the same identifier. Commutative, associative and idempotent. */
export function mergeKnowledge(a: Knowledge, b: Knowledge): Knowledge {
  return {
    identifier: a.identifier,
    claim: earlierClaim(a.claim, b.claim),
    traits: mergeTraits(a.traits, b.traits),
    identified: a.identified || b.identified,
    firstSeenOn: earlierDay(a.firstSeenOn, b.firstSeenOn),
    lastSeenOn: laterDay(a.lastSeenOn, b.lastSeenOn),
  };
}

/** Whether `told` adds nothing to `known`: merging them gives `known`. */
export function covers(known: Knowledge, told: Knowledge): boolean {
  return (
    (known.identified || !told.identified) &&
    (!told.claim || earlierClaim(known.claim, told.claim) === known.claim) &&
    earlierDay(known.firstSeenOn, told.firstSeenOn) === known.firstSeenOn &&
    laterDay(known.lastSeenOn, told.lastSeenOn) === known.lastSeenOn &&
    coversTraits(known.traits, told.traits)
  );
}

type Day = string | undefined;

const earlierDay = (a: Day, b: Day): Day => (a === undefined || (b !== undefined && b < a) ? b : a);
const laterDay = (a: Day, b: Day): Day => (a === undefined || (b !== undefined && b > a) ? b : a);

import { isAfter, mergeTraits, type Moment, type Traits } from './traits.js';
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
    firstSeenOn: [a.firstSeenOn, b.firstSeenOn].filter((day) => day !== undefined).toSorted()[0],
    lastSeenOn: [a.lastSeenOn, b.lastSeenOn]
      .filter((day) => day !== undefined)
      .toSorted()
      .at(-1),
  };
}

export * from './identifier.js';
export { isIllegalId } from './illegal-id.js';
export { findRefused, type Contested } from './contested.js';
export { forgetIdentifiers } from './forget-identifiers.js';
export { listFellows, type Fellow } from './list-fellows.js';
export { recordKnowledge, type Learnt, type LearntOf } from './learn.js';
export { KnownIdentifiers } from './known-identifiers.js';
export { listIdentifierIds, listOwners } from './list-owners.js';
export { lockOwned, OwnersMoved, pointIdentifiers, type Pointed } from './move-owners.js';
export { nameBasedId, nilId, uniqueNameBasedId } from './name-based-id.js';
export { keyOf, type OwnerRef } from './owner.js';
export type { Owned, Recorded } from './owned.js';
export { refreshOwners, toldBy, type Projection } from './projection.js';
export {
  heardOfOn,
  isHeardOf,
  seenOn,
  toldOf,
  unseen,
  type Claim,
  type Knowledge,
  type Sighting,
} from './state.js';
export { isAfter, mergeTraits, valuesOf, type Moment, type Said, type Traits } from './traits.js';
export { readClaims, type HeldClaim } from './read-claims.js';
export { namesBeyond, reservedTraits, traitNamesMax } from './trait-names.js';
export { findOwnerId, readOwnerDetails, type OwnerDetails } from './owner-details.js';
export { ownerPage, toPage, type OwnersQuery } from './owner-page.js';

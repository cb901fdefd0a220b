export * from './identifier.js';
export { recordKnowledge, type Touched } from './learn.js';
export { nameBasedId, nilId } from './name-based-id.js';
export { keyOf, type OwnerRef } from './owner.js';
export type { Owned, Recorded } from './owned.js';
export { refreshOwners, type Projection } from './projection.js';
export { earlierClaim, mergeKnowledge, type Claim, type Knowledge } from './state.js';
export {
  isAfter,
  mergeTraits,
  toDocument,
  valuesOf,
  type Moment,
  type Trait,
  type Traits,
} from './traits.js';
export { findOwnerId, readOwnerDetails, type OwnerDetails } from './owner-details.js';
export { ownerPage, toPage, type OwnersQuery } from './owner-page.js';

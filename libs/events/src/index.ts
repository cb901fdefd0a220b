/** Events: storing them once, reading them again, and removing those that are too old. Writes `event` and `retention`. */
export { audienceWordOf, isComputed, isExit, type AudienceWord } from './audience-word.js';
export { fillingTraits } from './filling-traits.js';
export { erasedType, eraseEvents, listStoredUnder, storeLeftOut, type StoredUnder } from './erase.js';
export { findStored, type FoundEvent } from './find-stored.js';
export { estimateStored, estimateUses, listStoredBefore, listStoredOf } from './list-stored.js';
export { sightingOf } from './sighting.js';
export { eventIdOf, storeEvents, type StoredEvent } from './store.js';
export { emailOf, namesSomebody, readEmail, subjectOf } from './subject.js';
export { hasTooManyTraits, toTraits } from './to-traits.js';
export { listStoredAfter, scanTracks, type EventAgain, type IdRange, type PageAgain } from './read-again.js';
export {
  findIncompleteBefore,
  finishRetention,
  isRetentionDue,
  removeReceivedIn,
  takeRetention,
} from './retention.js';
export { nextWindow, type RetentionState, type RetentionWindow } from './retention-window.js';
export { includesDay, type EventScope } from './scope.js';

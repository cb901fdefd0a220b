export { audienceWordOf, isComputed, isExit, type AudienceWord } from './audience-word.js';
export { fillingTraits } from './filling-traits.js';
export { erasedType, eraseEvents, listStoredUnder, storeLeftOut, type StoredUnder } from './erase.js';
export { countStored, listStoredBefore, listStoredOf } from './list-stored.js';
export { sightingOf } from './sighting.js';
export { eventIdOf, storeEvents, type StoredEvent } from './store.js';
export { emailOf, namesSomebody, readEmail, subjectOf } from './subject.js';
export { canonicalName, toTraits } from './to-traits.js';

export { audienceWordOf, isComputed, isExit, type AudienceWord } from './audience-word.js';
export { fillingTraits } from './filling-traits.js';
export { countStored, listStoredBefore } from './list-stored.js';
export { sightingOf } from './sighting.js';
export { eventIdOf, storeEvents, type StoredEvent } from './store.js';
export { namesSomebody, readEmail, subjectOf } from './subject.js';
export { toTraits } from './to-traits.js';

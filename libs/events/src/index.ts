export { countStored, listStoredBefore } from './list-stored.js';
export { eventIdOf, storeEvents, type StoredEvent } from './store.js';
export { namesSomebody, readEmail, subjectOf } from './subject.js';
export { canonicalName, toTraits } from './to-traits.js';

/** Reading stored events again: what was asked for, and how far it has come. Writes `reprocess`. */
export { createReprocess, type NewReprocess } from './create-reprocess.js';
export { forgetReprocesses } from './forget-reprocesses.js';
export { getReprocess, listReprocesses, type ListedReprocess } from './list-reprocesses.js';
export {
  beginComparing,
  findOpenReprocess,
  listOpenReprocesses,
  recordCompared,
  recordReading,
  removeOldReprocesses,
  takeReprocess,
  type OpenReprocess,
  type ReprocessKey,
} from './open-reprocess.js';
export { partOf, partsFor } from './parts.js';

/**
 * Erasing and suppressing people: what was asked for, whom it concerns while it is carried out, and the tombstones that
 * keep them away afterwards. Writes `regulation`, `regulation_identifier`, `erasure`, `tombstone` and `tombstone_salt`.
 */
export { applyRegulation, extendToNow, findWaiting, type Waiting } from './apply-regulation.js';
export {
  addErased,
  beginPass,
  endPass,
  findForgotten,
  findPass,
  finishRegulations,
  hasOpenErasure,
  listCondemned,
  listOpenErasures,
  recordForgotten,
  recordPass,
  takeErasures,
  type Condemned,
  type Forgotten,
  type Pass,
} from './erasure.js';
export { createRegulation } from './create-regulation.js';
export { exportPerson } from './export-person.js';
export { isErased } from './is-erased.js';
export { eraseToo, leaveOut, sortStored, type Claimed, type Sorted } from './leave-out.js';
export { getRegulation, listRegulations, type Regulation, type RegulationPage } from './list-regulations.js';
export { claimsOf } from './named-by.js';
export { recordDeletions } from './record-deletions.js';
export { recordRegulation, type Meant, type NewRegulation } from './record-regulation.js';

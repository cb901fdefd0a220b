/** Scanners: creating, listing and deleting them, and which ones count. Writes `scanner`, `recount` and of `workspace` `generation` and `erasures`. */
export { beginErasure } from './begin-erasure.js';
export { createScanner, createScannerIn, type NewScanner } from './create-scanner.js';
export { deleteScanner } from './delete-scanner.js';
export { findChartScanner, type NamedScanner } from './find-chart-scanner.js';
export { findCountingScanners, type Counting } from './find-counting-scanners.js';
export { hasCounted, listCounted, type Counted, type CountedScanner } from './list-counted.js';
export { hasLookedAt, listCounters, type CounterState } from './list-counters.js';
export { listScanners, type ListedScanner, type RecountProgress } from './list-scanners.js';
export { countingLock, type ProductUsageScanner } from './product-usage-scanner.js';
export {
  finishRecount,
  hasOpenRecount,
  listOpenRecounts,
  recordRecountProgress,
  takeRecount,
  type OpenRecount,
  type RecountKey,
} from './recount.js';

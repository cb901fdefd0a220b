/** Merges of people by staff, and their undoing. Writes `merge` and `merged_identifier`. */
export { forgetMerged } from './forget-merged.js';
export { listMerges, type Merge } from './list-merges.js';
export { mergePeople } from './merge-people.js';
export { undoMerge } from './undo-merge.js';

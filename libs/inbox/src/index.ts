/** The way in: group commit, taking out, dead letters, the sweep. Writes `inbox`, `dead_letter` and `dead_letter_task`. */
export { inTurns } from './in-turns.js';
export { findDeadLetter } from './find-dead-letter.js';
export { Inbox, type InboxLine, type InboxRow } from './inbox.js';
export { eraseDeadLetters, listDeadLettersAfter, type ReadDeadLetter } from './erase-dead-letters.js';
export { parseLine, toLine } from './line.js';
export { processRow, type RecordChunk, type RecordedChunk } from './process-row.js';
export type { Outcome } from './record-in-parts.js';
export { countWaiting, listOverdue, type Waiting } from './waiting.js';
export type { DeadLetter } from './dead-letter.js';
export type { DeadLetterFilter } from './dead-letter-filter.js';
export { editDeadLetter } from './edit-dead-letter.js';
export {
  getDeadLetter,
  listDeadLetters,
  type DeadLetterDetails,
  type DeadLetterPage,
  noSuchDeadLetter,
  type DeadLetterQuery,
} from './list-dead-letters.js';
export {
  discardDeadLetters,
  removeOldDeadLetters,
  replayDeadLetters,
  type DeadLettersMeant,
  type DeadLettersDone,
} from './take-dead-letters.js';
export {
  listOpenDeadLetterTasks,
  recordDeadLetterTask,
  stepDeadLetterTask,
  type DeadLetterAction,
  type DeadLetterTaskKey,
} from './dead-letter-task.js';

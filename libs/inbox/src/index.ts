export { inTurns } from './in-turns.js';
export { findDeadLetter } from './find-dead-letter.js';
export { Inbox, type InboxLine, type InboxRow } from './inbox.js';
export { parseLine, toLine } from './line.js';
export {
  processRow,
  type DeadLetter,
  type Outcome,
  type RecordChunk,
  type RecordedChunk,
} from './process-row.js';
export { countWaiting, listOverdue, type Waiting } from './waiting.js';

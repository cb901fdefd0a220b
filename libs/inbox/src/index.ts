export { Inbox, type InboxLine, type InboxRow } from './inbox.js';
export { eraseDeadLetters, listDeadLettersAfter, type ReadDeadLetter } from './erase-dead-letters.js';
export { parseLine, toLine } from './line.js';
export {
  processRow,
  type DeadLetter,
  type Outcome,
  type RecordChunk,
  type RecordedChunk,
} from './process-row.js';
export { countWaiting, listOverdue, type Waiting } from './waiting.js';

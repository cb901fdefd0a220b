import {
  cutText,
  errorCodes,
  eventTypes,
  queueOf,
  type ErrorCode,
  type Event,
  type EventType,
  type WarningCode,
} from '#contract';
import { toLine, type InboxLine } from '#inbox';
import type { Call } from './read-call.js';
import { readEvent, type Circumstances, type Reading } from './read-event.js';

/** Why one event of a request was not accepted. */
export type Refusal = { index: number; messageId?: string; code: ErrorCode; message: string };

/** What is odd about an event that was accepted. */
export type Warning = { index: number; messageId: string; code: WarningCode };

/** An event that can be accepted, where it stood in the request, and its line for the inbox. */
export type ReadLine = InboxLine & { index: number; event: Event };

/** The events of a request, ready for the inbox, and those that are not. */
export type ReadEvents = {
  lines: ReadLine[];
  /** Those that stood in the request before. */
  duplicates: ReadLine[];
  refusals: Refusal[];
  /** How many more were beyond the limit of a batch than stand among the refusals. */
  unlisted: number;
  warnings: Warning[];
};

const eventBytesMax = 32 * 1024;
/** Of those beyond the limit of a batch: they may be millions, and all have the same reason. */
const beyondListedMax = 100;
/** Of workspace, times and the context of the envelope, which Hydra adds. */
const addedBytesMax = 1024;

/** Reads each event by itself: one that cannot be accepted is reported, and the others go on. */
export function readEvents(call: Call, workspaceId: number, circumstances: Circumstances): ReadEvents {
  const listed = call.eventsMax + beyondListedMax;
  const read: ReadEvents = {
    lines: [],
    duplicates: [],
    refusals: [],
    unlisted: Math.max(call.events.length - listed, 0),
    warnings: [],
  };
  const ids = new Set<string>();
  for (const [index, raw] of call.events.entries()) {
    if (index >= listed) break;
    const reading: Reading =
      index < call.eventsMax ? readEvent(raw, circumstances) : { refused: 'batch_too_long' };
    if ('refused' in reading) {
      read.refusals.push(refusal(index, raw, reading.refused));
      continue;
    }
    const { event, warnings } = reading;
    const id = `${event.type} ${event.messageId}`;
    const written = writeLine(workspaceId, event, raw);
    if ('refused' in written) {
      read.refusals.push(refusal(index, raw, written.refused));
      continue;
    }
    const line: ReadLine = { queue: queueOf[event.type], line: written.line, index, event };
    if (ids.has(id)) read.duplicates.push(line);
    else {
      read.lines.push(line);
      for (const code of warnings) read.warnings.push({ index, messageId: event.messageId, code });
    }
    ids.add(id);
  }
  return read;
}

/** The type that a path names, in full or by its first letter, or none where the events say it themselves. */
export function typeOfPath(path: string): EventType | undefined {
  const name = path.replace(/\/$/, '').split('/').at(-1);
  return eventTypes.find((type) => type === name || type.charAt(0) === name);
}

/** The line for the inbox, or why there is none. What counts is what was sent, and not what Hydra adds to it. */
function writeLine(
  workspaceId: number,
  event: Event,
  raw: unknown,
): { line: string } | { refused: ErrorCode } {
  try {
    const line = toLine(workspaceId, event);
    const isSmall = line.length * 3 <= eventBytesMax;
    const beyond = isSmall ? 0 : Buffer.byteLength(line) - eventBytesMax;
    if (beyond <= 0) return { line };
    const isOurs = beyond <= addedBytesMax && Buffer.byteLength(JSON.stringify(raw)) <= eventBytesMax;
    return isOurs ? { line } : { refused: 'event_too_large' };
  } catch (error) {
    if (error instanceof RangeError) return { refused: 'event_too_deep' };
    throw error;
  }
}

function refusal(index: number, raw: unknown, code: ErrorCode): Refusal {
  const messageId = typeof raw === 'object' && raw !== null && 'messageId' in raw ? raw.messageId : undefined;
  return {
    index,
    ...(typeof messageId === 'string' ? { messageId: cutText(messageId, 100) } : {}),
    code,
    message: errorCodes[code].message,
  };
}

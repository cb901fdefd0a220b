import { HydraError, type Event } from '#contract';
import { parseLine, type DeadLetterDetails } from '#inbox';
import { parseClean } from '../ingest/clean-json.js';
import { readEvents } from '../ingest/read-events.js';

/**
 * An event that staff have mended, read as the API reads one that comes in, but for when it came in: that was when the
 * dead letter did. Its times are taken as they are, since they were corrected then.
 * @throws HydraError with the code that the ingest refuses it with
 */
export function readEdited(
  edited: Record<string, unknown>,
  before: Pick<DeadLetterDetails, 'body' | 'firstFailedAt'>,
): { event: Event; body: string } {
  const receivedAt = receivedAtOf(before.body) ?? before.firstFailedAt;
  const { receivedAt: _ours, ...raw } = edited;
  const { lines, refusals } = readEvents(
    { batch: false, eventsMax: 1, events: [parseClean(toText(raw))] },
    0,
    { receivedAt, receivedAtMs: Date.parse(receivedAt), fromSegment: true },
  );
  const [refused] = refusals;
  if (refused) throw new HydraError(refused.code);
  const [read] = lines;
  if (!read) throw new HydraError('invalid_event');
  const { event, body } = parseLine(read.line);
  return { event, body };
}

function toText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    // Nested deeper than can be written out.
    if (cause instanceof RangeError) throw new HydraError('event_too_deep', { cause });
    throw cause;
  }
}

/** When the API took an event in, as far as that can be read. */
function receivedAtOf(body: string): string | null {
  try {
    const event: unknown = JSON.parse(body);
    const said: unknown =
      typeof event === 'object' && event !== null ? Reflect.get(event, 'receivedAt') : null;
    return typeof said === 'string' && !Number.isNaN(Date.parse(said)) ? new Date(said).toISOString() : null;
  } catch {
    return null;
  }
}

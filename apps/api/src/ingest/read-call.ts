import { HydraError } from '#contract';

/** What one request holds: the events as they came, and what its envelope says for all of them. */
export type Call = {
  /** Whether it came as a batch, and is answered as one. */
  batch: boolean;
  events: unknown[];
  /** How many of them are taken; each one beyond is refused by itself. */
  eventsMax: number;
  sentAt?: unknown;
  context?: Record<string, unknown>;
};

const batchEventsMax = 2_500;
/** Segment's webhooks send up to so many. */
const arrayEventsMax = 4_000;

/** A single event, `{ "batch": […] }` or a bare array. @throws HydraError empty_body, invalid_event */
export function readCall(body: unknown): Call {
  if (Array.isArray(body)) return { batch: true, events: nonEmpty(body), eventsMax: arrayEventsMax };
  if (!isRecord(body)) throw new HydraError('invalid_event');
  if (!Object.hasOwn(body, 'batch')) return { batch: false, events: [body], eventsMax: 1 };
  const { batch, sentAt, context } = body;
  if (!Array.isArray(batch))
    throw new HydraError('invalid_event', { message: 'The batch must be an array of events.' });
  return {
    batch: true,
    events: nonEmpty(batch),
    eventsMax: batchEventsMax,
    sentAt,
    context: isRecord(context) ? context : undefined,
  };
}

/**
 * The key in the body: of the envelope or the event, else of the members, which must then agree; null where none is.
 * What is no text, or blank, is none.
 * @throws HydraError conflicting_api_keys
 */
export function keyInBody(body: unknown): string | null {
  let key = keyOf(body);
  const members = isRecord(body) ? body['batch'] : body;
  if (key !== null || !Array.isArray(members)) return key;
  for (const member of members) {
    const own = keyOf(member);
    if (own !== null && key !== null && own !== key) throw new HydraError('conflicting_api_keys');
    key = own ?? key;
  }
  return key;
}

function keyOf(said: unknown): string | null {
  const key = isRecord(said) ? said['writeKey'] : undefined;
  return typeof key === 'string' && key.trim() !== '' ? key.trim() : null;
}

function nonEmpty(events: unknown[]): unknown[] {
  if (events.length === 0) throw new HydraError('empty_body', { message: 'The batch holds no events.' });
  return events;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import { HydraError } from '#contract';

/** What one request holds: the events as they came, and what its envelope says for all of them. */
export type Call = {
  /** Whether it came as a batch, and is answered as one. */
  batch: boolean;
  events: unknown[];
  sentAt?: unknown;
  context?: Record<string, unknown>;
};

/** A single event, `{ "batch": […] }` or a bare array. @throws HydraError empty_body, invalid_event */
export function readCall(body: unknown): Call {
  if (Array.isArray(body)) return { batch: true, events: nonEmpty(body) };
  if (!isRecord(body)) throw new HydraError('invalid_event');
  if (!Object.hasOwn(body, 'batch')) return { batch: false, events: [body] };
  const { batch, sentAt, context } = body;
  if (!Array.isArray(batch))
    throw new HydraError('invalid_event', { message: 'The batch must be an array of events.' });
  return { batch: true, events: nonEmpty(batch), sentAt, context: isRecord(context) ? context : undefined };
}

/** The key in the body: of the envelope or the event, else of the members, which must then agree; null where none is. */
export function keyInBody(body: unknown): string | null {
  if (isRecord(body) && typeof body['writeKey'] === 'string') return body['writeKey'];
  const members = Array.isArray(body)
    ? body
    : isRecord(body) && Array.isArray(body['batch'])
      ? body['batch']
      : [];
  const keys = new Set(members.map((member) => (isRecord(member) ? member['writeKey'] : undefined)));
  const [key] = keys;
  return keys.size === 1 && typeof key === 'string' ? key : null;
}

function nonEmpty(events: unknown[]): unknown[] {
  if (events.length === 0) throw new HydraError('empty_body', { message: 'The batch holds no events.' });
  return events;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

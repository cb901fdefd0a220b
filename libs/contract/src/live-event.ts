import { z } from 'zod';
import { eventTypes, flags } from './event.js';
import { errorCodes, type ErrorCode } from './error-codes.js';
import { explain, type Explanation } from './explain.js';
import { warningCodes, type WarningCode } from './warning-codes.js';

/** What became of a request or an event, and what that means. */
export const liveStatuses = {
  waiting: 'It was accepted and is safe in the inbox. A worker stores it next.',
  stored: 'It was stored.',
  duplicate: 'An event of this type with this messageId was there before. This one changed nothing.',
  dead_letter: 'It could not be stored and was set aside as a dead letter. Retry it there, or discard it.',
  suppressed: 'Whoever it is of is suppressed, or was erased since it happened. Nothing is kept of it.',
  removed: 'It is not kept any more. It was erased, or discarded as a dead letter.',
  rejected: 'It was refused.',
  failed_authentication: 'The key, the address or the signature did not let it in.',
  not_shown: 'More came than is shown one by one. Only how many is known.',
} as const;
export type LiveStatus = keyof typeof liveStatuses;
const statusNames = Object.keys(liveStatuses) as [LiveStatus, ...LiveStatus[]];

/** What a code of either table says, and what to do; null for a code of neither. */
export function explainCode(code: string, message?: string | null): Explanation | null {
  if (isErrorCode(code)) return explain(message ?? errorCodes[code].message);
  if (isWarningCode(code)) return explain(warningCodes[code]);
  return null;
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);
const isWarningCode = (code: string): code is WarningCode => Object.hasOwn(warningCodes, code);

const pageSizeDefault = 50;
const pageSizeMax = 200;
const textLengthMax = 255;
const uuid = z.guid().meta({ example: 'f3c1a9d2-4b7e-8c11-a2de-90b1c2d3e4f5' });
const moment = z.iso.datetime().meta({ example: '2026-11-23T14:05:09.120Z' });
const liveId = z
  .string()
  .regex(/^\d{1,18}$/, { error: 'must be the id of a live event' })
  .meta({ example: '48151' });
const status = z.enum(statusNames).meta({ example: 'rejected' });
const type = z.enum(eventTypes).meta({ example: 'track' });
const text = z.string().trim().min(1).max(textLengthMax);
const explanation = { reason: z.string(), advice: z.string() };

const liveFilter = {
  status: status.optional(),
  type: type.optional(),
  /** Of an error or a warning. */
  code: text.optional().meta({ example: 'missing_event_name' }),
  /** The id of an API key. */
  key: uuid.optional(),
  /** Only what was received then or later. */
  since: moment.optional(),
  /** Part of a message id, an id, an e-mail address or the name of an event, in any case. */
  search: text.optional().meta({ example: 'ada@example.com' }),
};

/** Query of `GET /api/live-events`. */
export const liveEventsQuery = z.strictObject({
  ...liveFilter,
  /** `nextCursor` of the page before. */
  cursor: liveId.optional(),
  limit: z.coerce.number().int().min(1).max(pageSizeMax).default(pageSizeDefault).meta({ example: 50 }),
});

/** Query of `GET /api/live-events/stream`. */
export const liveStreamQuery = z.strictObject({
  ...liveFilter,
  /** Begins with what came after this one, as Last-Event-ID does when a stream is resumed. */
  after: liveId.optional(),
});

/** A path that ends in the id of a live event. */
export const liveEventParameter = z.strictObject({ id: liveId });

const liveEventRow = {
  id: liveId,
  at: moment,
  status,
  type: type.nullable(),
  /** Name of a track event. */
  event: z.string().nullable(),
  /** Whose it is, as it was said: a user id, an anonymous id, an e-mail address or a group id. */
  subject: z.string().nullable(),
  messageId: z.string().nullable(),
  /** Names its story at `/api/events`. */
  eventId: uuid.nullable(),
  code: z.string().nullable(),
  /** What happened, and how to mend it. */
  ...explanation,
  warnings: z.array(z.object({ code: z.string(), ...explanation })),
  key: z.object({ id: uuid, name: z.string() }).nullable(),
  /** The library that made the call, else the User-Agent. */
  library: z.string().nullable(),
  /** From the first byte to the answer. */
  latencyMs: z.number(),
  /** What the request was answered with. */
  httpStatus: z.number().int(),
  path: z.string(),
  requestId: z.string().nullable(),
  /** Its place in a batch. */
  index: z.number().int().nullable(),
  /** Events that this line stands for. */
  count: z.number().int(),
  /** Whether the key is of no workspace, so that everybody's staff see it. */
  unattributed: z.boolean(),
};

export const liveEvent = z.object(liveEventRow);
export const liveEventPage = z.object({ items: z.array(liveEvent), nextCursor: liveId.nullable() });

export const liveEventDetails = z.object({
  ...liveEventRow,
  /** As it was sent, without keys; text that is no JSON where it could not be read. */
  raw: z.string().nullable(),
  /** As it was accepted, as JSON. */
  normalised: z.string().nullable(),
  /** Whether one of the two was too long and is cut off. */
  cut: z.boolean(),
  /** Of the answer, what is about this event. */
  answer: z.object({ status: z.number().int(), body: z.record(z.string(), z.unknown()) }),
  /** Sends it again, with the key in $HYDRA_KEY; null where the whole of it is not known. */
  curl: z.string().nullable(),
});

/** Query of `GET /api/events`. */
export const storiesQuery = z.strictObject({
  messageId: text.meta({ example: 'm-1' }),
  /** A message id names one event of each type. */
  type: type.optional(),
});

const named = z.object({ kind: z.string(), value: z.string() });
const flagCounts = { positive: z.number().int(), neutral: z.number().int(), negative: z.number().int() };

/** What became of one event, step by step. */
export const story = z.object({
  id: uuid,
  type,
  messageId: z.string(),
  event: z.string().nullable(),
  status: z.enum(['waiting', 'stored', 'dead_letter', 'suppressed', 'removed']),
  reason: z.string(),
  received: z.object({
    /** Null where only a dead letter is left of it. */
    at: moment.nullable(),
    /** Null once it is older than what is kept of live events. */
    live: liveEvent.nullable(),
  }),
  /** Later arrivals of the same, which changed nothing. */
  repetitions: z.array(liveEvent),
  /** When it happened. */
  occurredAt: moment.nullable(),
  person: z
    .object({
      id: uuid,
      /** Name, e-mail address or identifier. */
      called: z.string(),
      email: z.string().nullable(),
      title: z.string().nullable(),
      identified: z.boolean(),
      /** What names the person in this event. */
      by: named,
    })
    .nullable(),
  personReason: z.string(),
  /** What the event said is the same person or company, and whether it holds. */
  claims: z.array(z.object({ identifier: named, holds: z.boolean(), reason: z.string() })),
  company: z
    .object({ id: uuid, called: z.string(), people: z.number().int(), by: named.nullable() })
    .nullable(),
  companyReason: z.string(),
  counted: z.array(
    z.object({
      scanner: z.object({ id: z.number().int(), name: z.string() }),
      day: z.iso.date(),
      feature: z.string(),
      flag: z.enum(flags),
      /** What that day's count of this identifier has become; of all groups together. */
      now: z.object(flagCounts),
    }),
  ),
  /** Why nothing was counted: by one scanner, or by any where none is named. */
  notCounted: z.array(
    z.object({
      scanner: z.object({ id: z.number().int(), name: z.string() }).nullable(),
      reason: z.string(),
    }),
  ),
});
export const storyList = z.object({ items: z.array(story) });

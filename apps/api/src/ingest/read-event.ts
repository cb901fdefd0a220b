import { hash, randomUUID } from 'node:crypto';
import { eventTypes, type ErrorCode, type Event, type EventType } from '#contract';
import { readEmail } from '#events';
import { eventTimeMs } from './event-time.js';

/** What is known of a call beside what it says itself. */
export type Circumstances = {
  /** The type that the path names; without one, the event says it itself. */
  type?: EventType;
  receivedAtMs: number;
  /** Segment has corrected the clock already. */
  fromSegment: boolean;
  /** Of the envelope: for events without their own. */
  sentAt?: unknown;
  context?: Record<string, unknown>;
};

export type Reading = { event: Event } | { refused: ErrorCode };

const idLengthMax = 255;
const messageIdLengthMax = 100;

/**
 * An event as Hydra keeps it, or why it cannot be kept. Top-level keys may be spelled in any case, `null` counts as
 * absent, ids may be numbers. What is unknown is kept.
 */
export function readEvent(raw: unknown, circumstances: Circumstances): Reading {
  if (!isRecord(raw)) return { refused: 'invalid_event' };
  const call = withKnownNames(raw);
  const type = circumstances.type ?? readType(call['type'] ?? call['action']);
  if (type === null) return { refused: 'unknown_type' };

  const ids = readIds(call);
  if (ids === null) return { refused: 'invalid_id' };
  const traits = call['traits'] ?? undefined;
  if (traits !== undefined && !isRecord(traits)) return { refused: 'invalid_traits' };
  const properties = call['properties'] ?? undefined;
  if (properties !== undefined && !isRecord(properties)) return { refused: 'invalid_properties' };
  const context = mergeContext(call['context'], circumstances.context);
  const name = typeof call['event'] === 'string' ? call['event'].trim() : '';

  const refused = refuse(type, ids, name, traits, context);
  if (refused) return { refused };
  const { receivedAtMs } = circumstances;
  const sentAt = call['sentAt'] ?? circumstances.sentAt;
  const correctClock = !circumstances.fromSegment && !isServerLibrary(context);
  const { writeKey: _, ...kept } = call;
  return {
    event: {
      ...kept,
      ...ids,
      type,
      messageId: readMessageId(call['messageId']),
      event: name === '' ? undefined : name.slice(0, idLengthMax),
      name: typeof call['name'] === 'string' ? call['name'] : undefined,
      traits,
      properties,
      context,
      timestamp: new Date(eventTimeMs({ ...call, sentAt }, receivedAtMs, correctClock)).toISOString(),
      receivedAt: new Date(receivedAtMs).toISOString(),
    },
  };
}

type Ids = Pick<Event, 'userId' | 'anonymousId' | 'groupId' | 'previousId'>;

/** Why an event of this type cannot be used as it is, or null. */
function refuse(
  type: EventType,
  ids: Ids,
  name: string,
  traits: Record<string, unknown> | undefined,
  context: Record<string, unknown> | undefined,
): ErrorCode | null {
  if (type === 'group') return ids.groupId ? null : 'missing_group_id';
  if (type === 'alias') {
    if (!ids.userId) return 'no_user_anon_id';
    return ids.previousId || ids.anonymousId ? null : 'missing_previous_id';
  }
  if (!ids.userId && !ids.anonymousId && !readEmail(traits) && !readEmail(context?.['traits']))
    return 'no_user_anon_id';
  return type === 'track' && name === '' ? 'missing_event_name' : null;
}

function readType(value: unknown): EventType | null {
  const said = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return eventTypes.find((type) => type === said) ?? null;
}

const idNames = ['userId', 'anonymousId', 'groupId', 'previousId'] as const;

/** The ids as text, or null where one of them is neither text nor number, or too long. */
function readIds(call: Record<string, unknown>): Ids | null {
  const ids: Ids = {};
  for (const name of idNames) {
    const value = call[name] ?? undefined;
    if (value === undefined) {
      ids[name] = undefined;
      continue;
    }
    if (typeof value !== 'string' && typeof value !== 'number') return null;
    const id = String(value).trim();
    if (id.length > idLengthMax) return null;
    ids[name] = id === '' ? undefined : id;
  }
  return ids;
}

/** A message id that is too long is replaced by its hash, which repeats as it does. */
function readMessageId(value: unknown): string {
  const said = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  if (said === '') return `hydra-${randomUUID()}`;
  return said.length <= messageIdLengthMax ? said : `sha256-${hash('sha256', said, 'hex')}`;
}

function mergeContext(
  own: unknown,
  envelope: Record<string, unknown> | undefined,
): Record<string, unknown> | undefined {
  const context = isRecord(own) ? own : undefined;
  return envelope ? { ...envelope, ...context } : context;
}

const knownNames = new Map(
  [
    'type',
    'action',
    'messageId',
    ...idNames,
    'event',
    'name',
    'traits',
    'properties',
    'context',
    'timestamp',
    'originalTimestamp',
    'sentAt',
    'writeKey',
  ].map((name) => [name.toLowerCase(), name]),
);
const exactNames: ReadonlySet<string> = new Set(knownNames.values());

/** The call with its top-level keys spelled as Segment specifies them; where both spellings are there, the exact one wins. */
function withKnownNames(raw: Record<string, unknown>): Record<string, unknown> {
  let call = raw;
  for (const key of Object.keys(raw)) {
    if (exactNames.has(key)) continue;
    const name =
      knownNames.get(key.replaceAll('_', '').toLowerCase()) ?? (key === 'event_name' ? 'event' : undefined);
    if (name === undefined) continue;
    if (call === raw) call = { ...raw };
    call[name] ??= raw[key];
    delete call[key];
  }
  return call;
}

const serverLibraries = /^(?:@segment\/)?analytics-(?:node|python|go|ruby|java|php|\.net|rust|elixir)$/i;

function isServerLibrary(context: Record<string, unknown> | undefined): boolean {
  const library = context?.['library'];
  return isRecord(library) && typeof library['name'] === 'string' && serverLibraries.test(library['name']);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

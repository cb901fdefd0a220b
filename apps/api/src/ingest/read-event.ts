import { hash, randomUUID } from 'node:crypto';
import { companyIds } from '#companies';
import { cutText, eventTypes, type ErrorCode, type Event, type EventType, type WarningCode } from '#contract';
import { hasTooManyTraits, namesSomebody, readEmail } from '#events';
import { isIllegalId } from '#identity';
import { eventTimeMs, isHistorical, writeTime } from './event-time.js';

/** What is known of a call beside what it says itself. */
export type Circumstances = {
  /** The type that the path names; without one, the event says it itself. */
  type?: EventType;
  receivedAtMs: number;
  /** The same as ISO 8601. */
  receivedAt: string;
  /** Segment has corrected the clock already. */
  fromSegment: boolean;
  /** Of the envelope: for events without their own. */
  sentAt?: unknown;
  context?: Record<string, unknown>;
  /** Where the call came from, for calls of a browser that do not say it themselves; null where it is not kept. */
  address?: string | null;
};

export type Reading = { event: Event; warnings: readonly WarningCode[] } | { refused: ErrorCode };

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
  const context = withAddress(mergeContext(call['context'], circumstances.context), circumstances.address);
  const name = typeof call['event'] === 'string' ? call['event'].trim() : '';

  const refused = refuse(type, ids, name, traits, context);
  if (refused) return { refused };
  let warnings = noWarnings;
  const warn = (code: WarningCode): void => void (warnings = [...warnings, code]);
  if (name.length > idLengthMax) warn('name_too_long');
  if (traits !== undefined && hasTooManyTraits(traits)) warn('too_many_traits');
  const happenedAtMs = readHappenedAt(call, context, circumstances, warn);
  const event: Event = {
    type,
    messageId: readMessageId(call['messageId'], warn),
    userId: ids.userId,
    anonymousId: ids.anonymousId,
    groupId: ids.groupId,
    previousId: ids.previousId,
    event: name === '' ? undefined : cutText(name, idLengthMax),
    name: typeof call['name'] === 'string' ? call['name'] : undefined,
    traits,
    properties,
    context,
    timestamp:
      happenedAtMs === circumstances.receivedAtMs
        ? circumstances.receivedAt
        : writeTime(happenedAtMs, call['timestamp']),
    receivedAt: circumstances.receivedAt,
  };
  if (isHistorical(happenedAtMs, circumstances.receivedAtMs)) event.historical = true;
  warnOfIds(call, event, warn);
  for (const key in call) if (!madeNames.has(key)) event[key] = call[key];
  // Segment has taken it in before; whoever else says so only claims it.
  const takenInBefore = circumstances.fromSegment ? (call['receivedAt'] ?? call['segmentReceivedAt']) : null;
  if (typeof takenInBefore === 'string') event['segmentReceivedAt'] = takenInBefore;
  return { event, warnings };
}

/** Warns of ids that name nobody, and no company. */
function warnOfIds(call: Record<string, unknown>, event: Event, warn: (code: WarningCode) => void): void {
  const ofCompany = companyIds(event);
  if (idNames.some((name) => isImprecise(call[name])) || ofCompany.some(isImprecise)) warn('imprecise_id');
  if (idNames.some((name) => isIllegal(call[name])) || ofCompany.some(isIllegal)) warn('illegal_id');
}

/** A blank one is as good as absent. */
function isIllegal(id: unknown): boolean {
  const text = typeof id === 'string' ? id.trim() : Number.isSafeInteger(id) ? String(id) : '';
  return text !== '' && isIllegalId(text);
}

const noWarnings: readonly WarningCode[] = [];

/** When it happened. */
function readHappenedAt(
  call: Record<string, unknown>,
  context: Record<string, unknown> | undefined,
  circumstances: Circumstances,
  warn: (code: WarningCode) => void,
): number {
  const sentAt = circumstances.fromSegment ? undefined : (call['sentAt'] ?? circumstances.sentAt);
  const { timestamp, originalTimestamp } = call;
  return eventTimeMs(
    { timestamp, originalTimestamp, sentAt },
    circumstances.receivedAtMs,
    sentAt !== undefined && !isServerLibrary(context),
    warn,
  );
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
  if (type === 'delete') return namesSomebody(ids.userId) ? null : 'missing_user_id';
  if (type === 'alias') {
    if (!ids.userId) return 'missing_user_id';
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
  const [userId, anonymousId, groupId, previousId] = idNames.map((name) => readId(call[name]));
  if (userId === null || anonymousId === null || groupId === null || previousId === null) return null;
  return { userId, anonymousId, groupId, previousId };
}

/** Stands for an id that cannot be told from others. It names nobody. */
const impreciseId = 'NaN';

/** Whether the number may have been another before it was parsed: 9007199254740993 is read as …992. */
const isImprecise = (value: unknown): boolean => typeof value === 'number' && !Number.isSafeInteger(value);

function readId(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' && !Number.isFinite(value)) return null;
  if (isImprecise(value)) return impreciseId;
  const id = String(value).trim();
  if (id.length > idLengthMax) return null;
  return id === '' ? undefined : id;
}

/** A message id that is too long is replaced by its hash, which repeats as it does. */
function readMessageId(value: unknown, warn: (code: WarningCode) => void): string {
  const said = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  if (said === '') return `hydra-${randomUUID()}`;
  if (said.length <= messageIdLengthMax) return said;
  warn('message_id_too_long');
  return `sha256-${hash('sha256', said, 'hex')}`;
}

function mergeContext(
  own: unknown,
  envelope: Record<string, unknown> | undefined,
): Record<string, unknown> | undefined {
  const context = isRecord(own) ? own : undefined;
  return envelope ? { ...envelope, ...context } : context;
}

/** Segment's library for browsers leaves it to the receiver to see where a call comes from. */
function withAddress(
  context: Record<string, unknown> | undefined,
  address: string | null | undefined,
): Record<string, unknown> | undefined {
  if (!address || !context || context['ip']) return context;
  const isFromBrowser = context['direct'] === true || libraryOf(context) === 'analytics.js';
  return isFromBrowser ? { ...context, ip: address } : context;
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
/** What is read and written anew; everything else is kept as it came. */
const madeNames: ReadonlySet<string> = new Set(
  [...exactNames, 'receivedAt', 'segmentReceivedAt', 'historical'].filter(
    (name) => name !== 'originalTimestamp' && name !== 'sentAt',
  ),
);

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

/** Their clock is a server's. */
const serverLibraries: ReadonlySet<string> = new Set([
  ...['node', 'python', 'go', 'ruby', 'java', 'php', 'rust'].flatMap((language) => [
    `analytics-${language}`,
    `@segment/analytics-${language}`,
  ]),
  'analytics.net',
  'analytics_elixir',
]);

const isServerLibrary = (context: Record<string, unknown> | undefined): boolean =>
  serverLibraries.has(libraryOf(context)?.toLowerCase() ?? '');

/** The name of the library that made the call, or undefined. */
function libraryOf(context: unknown): string | undefined {
  const library = isRecord(context) ? context['library'] : undefined;
  return isRecord(library) && typeof library['name'] === 'string' ? library['name'] : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

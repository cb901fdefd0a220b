import { hash } from 'node:crypto';
import { eventIdOf, readEmail } from '#events';
import { isRefused, type LiveEntry } from './live-entry.js';
import { lineWithoutKeys, toJsonWithoutKeys, withoutKeys, withoutNamedKeys } from './without-keys.js';

/** An entry as it is written. Texts hold no line break where they are written as lines: `raw`, `normalised`. */
export type LiveRow = ReturnType<typeof toRow>;

/** In characters. An event may be as large as this. */
const textLengthMax = 32 * 1024;
const nameLengthMax = 255;
const namesLengthMax = 2_000;
/** Events of a request of which it can be found by what they name. */
const eventsNamedMax = 20;

/** What is written of an entry: no key is in it, and nothing is longer than it may be. */
export function toRow(entry: LiveEntry) {
  const { request, outcome, event } = entry;
  const isBytes = Buffer.isBuffer(entry.raw);
  const raw = isBytes ? textOf(entry.raw) : jsonOf(entry);
  const line = entry.line?.slice(entry.line.indexOf('\t') + 1) ?? null;
  const normalised = cut(line === null ? null : lineWithoutKeys(line, event));
  const named = event ?? (isBytes || isBatch(entry.raw) ? undefined : entry.raw);
  const said = readNames(named);
  return {
    workspaceId: request.workspaceId,
    refused: isRefused(outcome),
    at: event?.receivedAt ?? new Date(request.receivedAtMs).toISOString(),
    outcome,
    code: entry.code ?? null,
    message: short(entry.message),
    type: event?.type ?? entry.type ?? null,
    eventId: event === undefined ? null : eventIdOf(event),
    messageId: short(event?.messageId ?? said.messageId),
    subject: short(said.userId ?? said.anonymousId ?? said.email ?? said.groupId),
    eventName: short(said.event),
    names: searchText(named === undefined ? listOfEvents(entry.raw).map(readNames) : [said]),
    keyId: request.keyId,
    library: short(libraryIn(named) ?? request.userAgent),
    path: short(request.path) ?? '/',
    requestId: request.requestId,
    httpStatus: request.httpStatus,
    latencyMs: Math.round(request.latencyMs * 100) / 100,
    index: entry.index ?? null,
    count: entry.count ?? 1,
    warnings: entry.warnings?.length ? entry.warnings.join(',') : null,
    raw: raw?.text ?? null,
    rawIsText: isBytes,
    cut: (raw?.cut ?? false) || (normalised?.cut ?? false),
    normalised: normalised?.text ?? null,
    digest: line === null || line === normalised?.text ? null : hash('md5', line, 'hex'),
  };
}

type Cut = { text: string; cut: boolean };

function cut(text: string | null): Cut | null {
  if (text === null || text.length <= textLengthMax) return text === null ? null : { text, cut: false };
  return { text: withoutKeys(text.slice(0, textLengthMax)).toWellFormed(), cut: true };
}

/** As it was sent, where that is one line; else the JSON of it written anew, unless that were too much work. */
function jsonOf({ raw, sent }: LiveEntry): Cut | null {
  if (sent === undefined) return cut(toJsonWithoutKeys(raw));
  const text = sent.subarray(0, textLengthMax).toString('utf8');
  if (sent.length > textLengthMax) return { text: storable(withoutNamedKeys(text)), cut: true };
  return cut(text.includes('\n') ? toJsonWithoutKeys(raw) : lineWithoutKeys(text, raw));
}

/** What the bytes say as text, as the JSON of it. */
function textOf(bytes: unknown): Cut | null {
  if (!Buffer.isBuffer(bytes)) return null;
  const text = bytes.subarray(0, textLengthMax).toString('utf8').replaceAll('\u0000', '\ufffd');
  return { text: JSON.stringify(withoutNamedKeys(text)), cut: bytes.length > textLengthMax };
}

type Names = Partial<
  Record<
    'messageId' | 'userId' | 'anonymousId' | 'groupId' | 'previousId' | 'email' | 'event' | 'name',
    string
  >
>;

/** What an event names, accepted or not. */
function readNames(event: unknown): Names {
  if (!isRecord(event)) return {};
  const context = event['context'];
  return {
    messageId: nameIn(event['messageId'] ?? event['message_id']),
    userId: nameIn(event['userId'] ?? event['user_id']),
    anonymousId: nameIn(event['anonymousId'] ?? event['anonymous_id']),
    groupId: nameIn(event['groupId'] ?? event['group_id']),
    previousId: nameIn(event['previousId'] ?? event['previous_id']),
    email:
      (readEmail(event['traits']) ?? readEmail(isRecord(context) ? context['traits'] : null)) || undefined,
    event: nameIn(event['event']),
    name: nameIn(event['name']),
  };
}

function nameIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value.length > nameLengthMax ? value.slice(0, nameLengthMax) : value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** What can be searched for, in lower case, one a line. */
function searchText(all: readonly Names[]): string | null {
  let text = '';
  for (const names of all) {
    for (const name of [
      names.messageId,
      names.userId,
      names.anonymousId,
      names.groupId,
      names.previousId,
      names.email,
      names.event,
      names.name,
    ])
      if (name) text += text === '' ? name : `\u001f${name}`;
  }
  return text === '' ? null : storable(withoutKeys(text).toLowerCase().slice(0, namesLengthMax));
}

const isBatch = (raw: unknown): boolean =>
  Array.isArray(raw) || (isRecord(raw) && Array.isArray(raw['batch']));

function listOfEvents(raw: unknown): unknown[] {
  if (Array.isArray(raw)) return raw.slice(0, eventsNamedMax);
  return isRecord(raw) && Array.isArray(raw['batch']) ? raw['batch'].slice(0, eventsNamedMax) : [];
}

function libraryIn(event: unknown): string | undefined {
  const context = isRecord(event) ? event['context'] : undefined;
  const library = isRecord(context) ? context['library'] : undefined;
  if (!isRecord(library) || typeof library['name'] !== 'string') return undefined;
  return typeof library['version'] === 'string'
    ? `${library['name']} ${library['version']}`
    : library['name'];
}

/** A text that is shown in one line. */
function short(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  return storable(withoutKeys(text.length > nameLengthMax ? text.slice(0, nameLengthMax) : text));
}

const storable = (text: string): string =>
  text.replaceAll('\u0000', ' ').replaceAll('\n', ' ').toWellFormed();

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import { errorCodes, eventTypes, type HydraError } from '#contract';
import type { LiveEntry, LiveRequest } from '#live';
import {
  typeOfPath,
  type ReadEvents,
  type ReadLine,
  type Refusal,
  type Warning,
} from '../ingest/read-events.js';
import type { Sighting } from './sighting.js';

/** How many entries a request that was answered with success makes, by kind. */
export function countEntries({ read }: Sighting): { accepted: number; refused: number } {
  if (read === undefined) return { accepted: 0, refused: 0 };
  return {
    accepted: read.lines.length + read.duplicates.length,
    refused: countRefused(read),
  };
}

/** The first so many entries for the events that were accepted or repeated. */
export function acceptedEntries(sighting: Sighting, request: LiveRequest, limit: number): LiveEntry[] {
  const { read } = sighting;
  if (read === undefined) return [];
  const raws = eventsIn(sighting);
  const warnings = warningsByIndex(read.warnings);
  const entryOf = (outcome: 'accepted' | 'duplicate', { index, event, line }: ReadLine): LiveEntry => ({
    request,
    outcome,
    event,
    line,
    ...rawAt(sighting, raws, index),
    warnings: warnings?.get(index),
  });
  const accepted = read.lines.slice(0, limit);
  const repeated = read.duplicates.slice(0, limit - accepted.length);
  return [
    ...accepted.map((line) => entryOf('accepted', line)),
    ...repeated.map((line) => entryOf('duplicate', line)),
  ];
}

/** The first so many entries for the events of a batch that were refused while others were not. */
export function refusedEntries(sighting: Sighting, request: LiveRequest, limit: number): LiveEntry[] {
  const { read } = sighting;
  if (read === undefined) return [];
  const raws = eventsIn(sighting);
  const refused = read.refusals.slice(0, limit).map((refusal) => refusedAt(sighting, request, raws, refusal));
  return [...refused, ...unlistedEntries(read, request)].slice(0, limit);
}

const countRefused = ({ refusals, unlisted }: ReadEvents): number => refusals.length + (unlisted > 0 ? 1 : 0);

/** One entry for all that were only counted. */
const unlistedEntries = ({ unlisted }: ReadEvents, request: LiveRequest): LiveEntry[] =>
  unlisted > 0 ? [{ request, outcome: 'rejected', code: 'batch_too_long', count: unlisted }] : [];

/** How many entries a request makes that was refused: one an event, as far as they were read. */
export const countFailed = ({ read }: Sighting): number =>
  read === undefined ? 1 : countRefused(read) + read.lines.length + read.duplicates.length;

/** The first so many entries, one at least, for a request that was answered with this error. */
export function failedEntries(
  sighting: Sighting,
  request: LiveRequest,
  { error, unread, limit }: { error: HydraError; unread?: unknown; limit: number },
): LiveEntry[] {
  const outcome = isAuthentication(error) ? 'failed_authentication' : 'rejected';
  const { code } = error;
  const failed = { request, outcome, code, message: messageOf(error) } as const;
  const raws = eventsIn(sighting);
  if (sighting.read === undefined) {
    const raw = request.workspaceId === 0 ? undefined : (sighting.body?.json ?? unread);
    const sent = raw === undefined ? undefined : sighting.body?.bytes;
    return [{ ...failed, type: typeOf(request, raw), raw, sent, count: raws?.length ?? 1 }];
  }
  const { refusals, lines, duplicates } = sighting.read;
  const refused = refusals.map((refusal): LiveEntry => {
    const entry = refusedAt(sighting, request, raws, refusal);
    // An event that is alone is answered in other words than it would be in a batch.
    return raws === null ? { ...entry, ...failed } : entry;
  });
  const others = [...lines, ...duplicates].map(({ index, event }) => ({
    ...failed,
    type: event.type,
    ...rawAt(sighting, raws, index),
  }));
  return [...refused, ...unlistedEntries(sighting.read, request), ...others].slice(0, limit);
}

function refusedAt(
  sighting: Sighting,
  request: LiveRequest,
  raws: readonly unknown[] | null,
  { index, code }: Refusal,
): LiveEntry {
  const entry = rawAt(sighting, raws, index);
  return {
    request,
    outcome: 'rejected',
    code,
    ...entry,
    type: typeOf(raws === null ? request : null, entry.raw),
  };
}

/** What was sent of the event at this place: of a batch its part, else the whole body. */
const rawAt = (
  { body }: Sighting,
  raws: readonly unknown[] | null,
  index: number,
): Pick<LiveEntry, 'raw' | 'sent' | 'index'> =>
  raws === null ? { raw: body?.json, sent: body?.bytes } : { raw: raws[index], index };

const isAuthentication = ({ status }: HydraError): boolean => status === 401 || status === 403;

/** Where it is the one of the table, it need not be kept. */
const messageOf = ({ code, message }: HydraError): string | undefined =>
  message === errorCodes[code].message ? undefined : message;

/** The events of a batch as they came; null where it was none. */
function eventsIn({ body }: Sighting): readonly unknown[] | null {
  const json = body?.json;
  if (Array.isArray(json)) return json;
  return isRecord(json) && Array.isArray(json['batch']) ? json['batch'] : null;
}

/** @param alone the request of an event that is no member of a batch: its path may name the type */
function typeOf(alone: LiveRequest | null, raw: unknown): string | undefined {
  const said = isRecord(raw) ? raw['type'] : undefined;
  return (alone && typeOfPath(alone.path)) ?? eventTypes.find((type) => type === said);
}

function warningsByIndex(warnings: readonly Warning[]): Map<number, string[]> | null {
  if (warnings.length === 0) return null;
  const byIndex = new Map<number, string[]>();
  for (const { index, code } of warnings) byIndex.set(index, [...(byIndex.get(index) ?? []), code]);
  return byIndex;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

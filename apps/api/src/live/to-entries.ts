import { errorCodes, eventTypes, type HydraError } from '#contract';
import type { LiveEntry, LiveRequest } from '#live';
import { typeOfPath, type ReadLine, type Refusal, type Warning } from '../ingest/read-events.js';
import type { Sighting } from './sighting.js';

/** How many entries a request that was answered with success makes, by kind. */
export function countEntries({ read, suppressed = 0 }: Sighting): { accepted: number; refused: number } {
  if (read === undefined) return { accepted: 0, refused: 0 };
  return {
    accepted: read.lines.length + read.duplicates.length + Math.sign(suppressed),
    refused: read.refusals.length,
  };
}

/** The first so many entries for the events that were accepted, repeated, or suppressed. */
export function acceptedEntries(sighting: Sighting, request: LiveRequest, limit: number): LiveEntry[] {
  const { read, suppressed = 0 } = sighting;
  if (read === undefined) return [];
  const entries: LiveEntry[] =
    suppressed > 0 ? [{ request, outcome: 'suppressed', code: 'suppressed', count: suppressed }] : [];
  const raws = eventsIn(sighting);
  const warnings = warningsByIndex(read.warnings);
  const add = (outcome: 'accepted' | 'duplicate', { index, event, line }: ReadLine): void => {
    const [raw, sent] = raws === null ? [sighting.body?.json, sighting.body?.bytes] : [raws[index]];
    entries.push({
      request,
      outcome,
      event,
      line,
      raw,
      sent,
      index: indexIn(raws, index),
      warnings: warnings?.get(index),
    });
  };
  for (const line of read.lines.slice(0, limit)) add('accepted', line);
  for (const line of read.duplicates.slice(0, limit - Math.min(limit, read.lines.length)))
    add('duplicate', line);
  return entries.slice(0, limit);
}

/** The first so many entries for the events of a batch that were refused while others were not. */
export function refusedEntries(sighting: Sighting, request: LiveRequest, limit: number): LiveEntry[] {
  const raws = eventsIn(sighting);
  return (sighting.read?.refusals ?? []).slice(0, limit).map((refusal) => refusedAt(request, raws, refusal));
}

/** How many entries a request makes that was refused: one an event, as far as they were read. */
export const countFailed = ({ read }: Sighting): number =>
  read === undefined ? 1 : read.refusals.length + read.lines.length + read.duplicates.length;

/** The first so many entries for a request that was answered with this error. */
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
    const type = typeOf(request, raw);
    return limit > 0 ? [{ ...failed, type, raw, sent, count: raws?.length ?? 1 }] : [];
  }
  const { refusals, lines, duplicates } = sighting.read;
  // An event that is alone is answered in other words than it would be in a batch.
  if (refusals.length === 1 && raws === null)
    return limit > 0
      ? [
          {
            ...failed,
            type: typeOf(request, sighting.body?.json),
            raw: sighting.body?.json,
            sent: sighting.body?.bytes,
          },
        ]
      : [];
  return [
    ...refusals.map((refusal) => refusedAt(request, raws, refusal)),
    ...[...lines, ...duplicates].map(({ index, event }) => ({
      ...failed,
      type: event.type,
      ...(raws === null ? { raw: sighting.body?.json, sent: sighting.body?.bytes } : { raw: raws[index] }),
      index: indexIn(raws, index),
    })),
  ].slice(0, limit);
}

function refusedAt(
  request: LiveRequest,
  raws: readonly unknown[] | null,
  { index, code }: Refusal,
): LiveEntry {
  const raw = raws?.[index];
  return { request, outcome: 'rejected', code, raw, index: indexIn(raws, index), type: typeOf(request, raw) };
}

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

const indexIn = (raws: readonly unknown[] | null, index: number): number | undefined =>
  raws === null ? undefined : index;

function typeOf({ path }: LiveRequest, raw: unknown): string | undefined {
  const said = isRecord(raw) ? raw['type'] : undefined;
  return typeOfPath(path) ?? eventTypes.find((type) => type === said);
}

function warningsByIndex(warnings: readonly Warning[]): Map<number, string[]> | null {
  if (warnings.length === 0) return null;
  const byIndex = new Map<number, string[]>();
  for (const { index, code } of warnings) byIndex.set(index, [...(byIndex.get(index) ?? []), code]);
  return byIndex;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import type { z } from 'zod';
import { explainCode, liveStatuses, type LiveStatus, type staffApi } from '#contract';
import { erasedType } from '#events';
import { saysTheSame } from './says-the-same.js';

/** A live event as staff see it. */
export type ShownLiveEvent = z.infer<typeof staffApi.liveEvent>;

/** A live event, and what it can be found by. */
export interface LiveItem {
  readonly shown: ShownLiveEvent;
  readonly names: string;
}

/** A row of `liveRows`. */
export interface LiveEventRow {
  readonly id: string;
  readonly workspace_id: number;
  readonly at: Date;
  readonly status: LiveStatus;
  readonly code: string | null;
  readonly message: string | null;
  readonly type: ShownLiveEvent['type'];
  readonly event_id: string | null;
  readonly message_id: string | null;
  readonly subject: string | null;
  readonly event_name: string | null;
  readonly names: string | null;
  readonly key_id: string | null;
  readonly key_name: string | null;
  readonly library: string | null;
  readonly path: string;
  readonly request_id: string | null;
  readonly http_status: number;
  readonly latency_ms: number;
  readonly batch_index: number | null;
  readonly count: number;
  readonly warnings: string | null;
  readonly letter_code: string | null;
  readonly letter_reason: string | null;
  /** Of a repetition: what it says, and what was stored in its place. Else null. */
  readonly repeated_body: string | null;
  readonly first_body: string | null;
}

/** Of whoever is suppressed or erased nothing is shown, even before it is removed. */
const unlessErased = (...columns: readonly string[]): string =>
  columns
    .map(
      (column) =>
        `CASE WHEN event.type IS DISTINCT FROM '${erasedType}' THEN live.${column} END AS ${column}`,
    )
    .join(', ');

const isComparable = `event.received_at <> live.at AND live.digest IS NULL AND event.type <> '${erasedType}'`;

/**
 * The rows of `live_event` with what has become of each, worked out from the state: an event that was stored from this
 * very request, one that was there before, one that is a dead letter, and one that still waits.
 */
export const liveRows = `
  SELECT live.id, live.workspace_id, live.refused, live.at, live.code, live.message, live.type, live.event_id,
         live.message_id, ${unlessErased('subject', 'event_name', 'names', 'raw', 'normalised')}, live.key_id, key.name AS key_name, live.library,
         live.path, live.request_id, live.http_status, live.latency_ms, live.batch_index, live.count, live.warnings,
         live.raw_is_text, live.cut, letter.code AS letter_code, letter.reason AS letter_reason,
         CASE WHEN ${isComparable} THEN live.normalised END AS repeated_body,
         CASE WHEN ${isComparable} THEN event.body END AS first_body,
         CASE WHEN live.outcome = 'not_shown_refused' THEN 'not_shown'
              WHEN live.outcome <> 'accepted' THEN live.outcome
              WHEN event.type = '${erasedType}' THEN 'suppressed'
              WHEN event.received_at = live.at THEN 'stored'
              WHEN event.id IS NOT NULL THEN 'duplicate'
              WHEN letter.code IS NOT NULL THEN 'dead_letter'
              WHEN live.at >= (SELECT min(received_at) - interval '1 minute' FROM inbox) THEN 'waiting'
              ELSE 'removed' END AS status
    FROM live_event AS live
    LEFT JOIN api_key AS key ON key.workspace_id = live.workspace_id AND key.id = live.key_id
    LEFT JOIN event ON event.workspace_id = live.workspace_id AND event.id = live.event_id AND live.outcome = 'accepted'
    LEFT JOIN LATERAL (
           SELECT code, reason FROM dead_letter
            WHERE live.outcome = 'accepted' AND event.id IS NULL
              AND dead_letter.workspace_id = live.workspace_id
              AND md5(dead_letter.body) = coalesce(live.digest, md5(live.normalised))
            ORDER BY created_at DESC LIMIT 1) AS letter ON true`;

/** The columns of `liveRows` that an item is made of. */
export const itemColumns = `id, workspace_id, at, status, code, message, type, event_id, message_id, subject, event_name,
  names, key_id, key_name, library, path, request_id, http_status, latency_ms, batch_index, count, warnings, letter_code,
  letter_reason, repeated_body, first_body`;

/** What staff see of a row. */
export function toItem(row: LiveEventRow): LiveItem {
  const code = row.letter_code ?? row.code;
  const warnings = row.warnings?.split(',') ?? [];
  if (
    row.repeated_body !== null &&
    row.first_body !== null &&
    !saysTheSame(row.repeated_body, row.first_body)
  )
    warnings.push('message_id_reused');
  return {
    names: row.names ?? '',
    shown: {
      id: row.id,
      at: row.at.toISOString(),
      status: row.status,
      type: row.type,
      event: row.event_name,
      subject: row.subject,
      messageId: row.message_id,
      eventId: row.event_id,
      code,
      ...explanationOf(row, code),
      warnings: warnings.map((name) => ({
        code: name,
        ...(explainCode(name) ?? { reason: '', advice: '' }),
      })),
      key: row.key_id === null || row.key_name === null ? null : { id: row.key_id, name: row.key_name },
      library: row.library,
      latencyMs: row.latency_ms,
      httpStatus: row.http_status,
      path: row.path,
      requestId: row.request_id,
      index: row.batch_index,
      count: row.count,
      unattributed: row.workspace_id === 0,
    },
  };
}

function explanationOf(row: LiveEventRow, code: string | null): { reason: string; advice: string } {
  const whatItMeans = explainStatus(row.status);
  if (row.status === 'dead_letter')
    return { ...whatItMeans, reason: row.letter_reason ?? whatItMeans.reason };
  if (row.status === 'rejected' || row.status === 'failed_authentication')
    return (code === null ? null : explainCode(code, row.message)) ?? whatItMeans;
  return whatItMeans;
}

function explainStatus(status: LiveStatus): { reason: string; advice: string } {
  return { reason: liveStatuses[status], advice: adviceOf[status] };
}

const nothingToDo = 'There is nothing to do.';

const adviceOf: Record<LiveStatus, string> = {
  waiting: 'See that a worker runs, where it stays so.',
  stored: nothingToDo,
  duplicate: 'Give each call a messageId of its own, where it was meant as another one.',
  dead_letter: 'Retry it from the dead letters, or discard it.',
  suppressed: 'Lift the suppression where it is to be heard again.',
  removed: nothingToDo,
  rejected: 'Send it as the reason says.',
  failed_authentication: 'Send it with a key that is let in.',
  not_shown: nothingToDo,
};

import type pg from 'pg';
import { arrayOf, listOf } from '#database';
import type { LiveRow } from './to-row.js';

/** Names hold no comma. */
const words = (parameter: number): string => `string_to_array($${parameter}, ',', '')`;
/** None of the texts holds a line break; one that is empty is none. */
const lines = (parameter: number): string => `string_to_array($${parameter}, E'\\n', '')`;

const linesOf = (rows: readonly LiveRow[], read: (row: LiveRow) => string | null): string =>
  rows.map((row) => read(row) ?? '').join('\n');

/** Writes the rows, in the order in which they are given. */
export async function insertLiveEvents(pool: pg.Pool, rows: readonly LiveRow[]): Promise<void> {
  await pool.query({
    name: 'live-event-insert',
    text: `INSERT INTO live_event (workspace_id, refused, at, outcome, code, type, event_id, key_id, request_id,
                                   http_status, latency_ms, batch_index, count, raw_is_text, cut, digest, warnings,
                                   raw, normalised, message, message_id, subject, event_name, names, library, path)
           SELECT * FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'bool')}, ${arrayOf(3, 'timestamptz')}, ${words(4)},
                                ${words(5)}, ${words(6)}, ${arrayOf(7, 'uuid')}, ${arrayOf(8, 'uuid')},
                                ${arrayOf(9, 'uuid')}, ${arrayOf(10, 'smallint')}, ${words(11)}::real[],
                                ${arrayOf(12, 'int')}, ${arrayOf(13, 'int')}, ${arrayOf(14, 'bool')},
                                ${arrayOf(15, 'bool')}, ${words(16)}, ${lines(17)}, ${lines(18)}, ${lines(19)},
                                ${lines(20)}, ${lines(21)}, ${lines(22)}, ${lines(23)}, ${lines(24)}, ${lines(25)},
                                ${lines(26)})`,
    values: [
      listOf(rows.map((row) => row.workspaceId)),
      listOf(rows.map((row) => row.refused)),
      listOf(rows.map((row) => row.at)),
      listOf(rows.map((row) => row.outcome)),
      listOf(rows.map((row) => row.code)),
      listOf(rows.map((row) => row.type)),
      listOf(rows.map((row) => row.eventId)),
      listOf(rows.map((row) => row.keyId)),
      listOf(rows.map((row) => row.requestId)),
      listOf(rows.map((row) => row.httpStatus)),
      listOf(rows.map((row) => row.latencyMs)),
      listOf(rows.map((row) => row.index)),
      listOf(rows.map((row) => row.count)),
      listOf(rows.map((row) => row.rawIsText)),
      listOf(rows.map((row) => row.cut)),
      listOf(rows.map((row) => row.digest)),
      linesOf(rows, (row) => row.warnings),
      linesOf(rows, (row) => row.raw),
      linesOf(rows, (row) => row.normalised),
      linesOf(rows, (row) => row.message),
      linesOf(rows, (row) => row.messageId),
      linesOf(rows, (row) => row.subject),
      linesOf(rows, (row) => row.eventName),
      linesOf(rows, (row) => row.names),
      linesOf(rows, (row) => row.library),
      linesOf(rows, (row) => row.path),
    ],
  });
}

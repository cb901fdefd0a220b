import type pg from 'pg';
import { queueOf, type EventQueue } from '#contract';
import { processRow } from '#inbox';
import { Known } from '../../apps/worker/src/known.js';
import { recordIdentifyChunk } from '../../apps/worker/src/record-identify-chunk.js';
import { recordTrackChunk } from '../../apps/worker/src/record-track-chunk.js';
import { readEvents } from '../../apps/api/src/ingest/read-events.js';
import { countAlone, putRow } from '../support/inbox-row.js';
import type { Call, Placed } from './history.js';

/** A row that waits in the inbox. */
export type Row = { readonly id: string; readonly queue: EventQueue };

const recorders = { identify: recordIdentifyChunk, track: recordTrackChunk };
const receivedAt = '2026-03-01T00:00:00.000Z';
const receivedAtMs = Date.parse(receivedAt);
const attemptsMax = 10;

/** The call as a line of the inbox, or null where Hydra does not accept it. */
export function toLine(call: Call, workspaceId: number): string | null {
  const { lines } = readEvents({ batch: true, eventsMax: 2_500, events: [call] }, workspaceId, {
    receivedAtMs,
    receivedAt,
    fromSegment: true,
  });
  return lines[0]?.line ?? null;
}

/**
 * Puts the history into the inbox in the order of the places that its calls have in this arrangement, so many at a time.
 * A worker takes these rows out one by one, or together as it does when it falls behind.
 * @returns the rows in the order in which they came in
 */
export async function fillInbox(
  pool: pg.Pool,
  history: readonly Placed[],
  {
    arrangement,
    chunkSize,
    together,
    workspaceIds,
  }: { arrangement: number; chunkSize: number; together: boolean; workspaceIds: [number, number] },
): Promise<Row[]> {
  const arrivals = history
    .flatMap(({ call, workspace, places }) =>
      (places[arrangement] ?? []).map((place) => ({
        place,
        queue: queueOf[call.type],
        line: toLine(call, workspaceIds[workspace]),
      })),
    )
    .toSorted((a, b) => a.place - b.place);
  const rows: Row[] = [];
  for (let at = 0; at < arrivals.length; at += chunkSize) {
    for (const queue of ['identify', 'track'] as const) {
      const lines = arrivals
        .slice(at, at + chunkSize)
        .flatMap((arrival) => (arrival.queue === queue && arrival.line !== null ? [arrival.line] : []));
      if (lines.length > 0)
        rows.push({
          queue,
          id: await putRow(pool, { queue, lines, ...(together ? {} : { eventCount: countAlone }) }),
        });
    }
  }
  return rows;
}

/** Works on a row as a worker does that knows this, and again where that failed, as its job would be retried. */
export async function work(pool: pg.Pool, { id, queue }: Row, known: Known): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await processRow(pool, queue, id, (tx, chunk) => recorders[queue](tx, chunk, known));
      return;
    } catch (error) {
      if (attempt >= attemptsMax) throw error;
    }
  }
}

/** Works on the rows with several workers at once, and on each row twice, as after a stall. */
export async function workConcurrently(pool: pg.Pool, rows: readonly Row[], workers: number): Promise<void> {
  const waiting = rows.flatMap((row) => [row, row]);
  const worker = async (): Promise<void> => {
    const known = new Known();
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) await work(pool, row, known);
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

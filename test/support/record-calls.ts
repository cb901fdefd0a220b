import type pg from 'pg';
import { queueNames, type EventQueue } from '#contract';
import { processRow } from '#inbox';
import { readEvents } from '../../apps/api/src/ingest/read-events.js';
import { Known } from '../../apps/worker/src/known.js';
import { recordIdentifyChunk } from '../../apps/worker/src/record-identify-chunk.js';
import { recordTrackChunk } from '../../apps/worker/src/record-track-chunk.js';
import { countAlone, putRow } from './inbox-row.js';

/** A call as a client sends it. */
export type SentCall = Record<string, unknown> & { readonly type: string };

const recorders = { identify: recordIdentifyChunk, track: recordTrackChunk };
const receivedAt = '2026-03-01T00:00:00.000Z';

/** Takes the calls in as the API does, and records them as a worker does that knows this; a chunk for each queue. */
export async function recordCalls(
  pool: pg.Pool,
  workspaceId: number,
  calls: readonly SentCall[],
  known = new Known(),
): Promise<void> {
  const { lines, refusals } = readEvents(
    { batch: true, eventsMax: calls.length, events: [...calls] },
    workspaceId,
    { receivedAtMs: Date.parse(receivedAt), receivedAt, fromSegment: true },
  );
  expect(refusals).toEqual([]);
  for (const queue of queueNames.filter(isEventQueue)) {
    const mine = lines.filter((line) => line.queue === queue).map(({ line }) => line);
    if (mine.length === 0) continue;
    const id = await putRow(pool, { queue, lines: mine, eventCount: countAlone });
    const { deadLetters } = await processRow(pool, queue, id, (tx, chunk) =>
      recorders[queue](tx, chunk, known),
    );
    expect(deadLetters).toEqual([]);
  }
}

const isEventQueue = (queue: (typeof queueNames)[number]): queue is EventQueue => queue in recorders;

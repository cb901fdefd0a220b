import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { eventIdOf } from '#events';
import { StartError } from '../start-error.js';
import type { DemoCall } from './quarter/calls.js';

const chunkSize = 2_000;
const pollMs = 100;
/** A worker that is started again takes seconds; what has not moved for so long will not move by itself. */
const standstillMs = 60_000;

/** How many of these calls are stored in the workspace, and with that counted. */
export async function countStored(
  pool: pg.Pool,
  workspaceId: number,
  calls: readonly Pick<DemoCall, 'type' | 'messageId'>[],
): Promise<number> {
  let stored = 0;
  for (let from = 0; from < calls.length; from += chunkSize) {
    // oxlint-disable-next-line no-await-in-loop -- one chunk after the other, so that others get their turn
    stored += await countChunk(pool, workspaceId, calls.slice(from, from + chunkSize));
  }
  return stored;
}

/**
 * Waits until all of these calls, which were accepted, are stored and counted: both happen in one transaction.
 * @throws StartError when nothing moves for a minute
 */
export async function waitUntilStored(
  pool: pg.Pool,
  workspaceId: number,
  options: {
    calls: readonly Pick<DemoCall, 'type' | 'messageId'>[];
    signal: AbortSignal;
    onProgress: (stored: number) => void;
  },
): Promise<void> {
  const { calls, signal, onProgress } = options;
  let seen = 0;
  let movedAt = performance.now();
  for (let from = 0; from < calls.length && !signal.aborted;) {
    /* oxlint-disable no-await-in-loop -- looks again and again */
    const chunk = calls.slice(from, from + chunkSize);
    const stored = await countChunk(pool, workspaceId, chunk);
    if (from + stored > seen) movedAt = performance.now();
    seen = from + stored;
    onProgress(seen);
    if (stored === chunk.length) {
      from += chunk.length;
      continue;
    }
    if (performance.now() - movedAt > standstillMs) {
      throw new StartError(
        `${seen} of ${calls.length} calls are stored, and for a minute no more of them were. The workers are stuck or not running; ` +
          'what was accepted stays in the inbox. See the logs of the workers.',
      );
    }
    await pause(pollMs, undefined, { signal }).catch(() => undefined);
    /* oxlint-enable no-await-in-loop */
  }
}

async function countChunk(
  pool: pg.Pool,
  workspaceId: number,
  calls: readonly Pick<DemoCall, 'type' | 'messageId'>[],
): Promise<number> {
  const { rows } = await pool.query<{ stored: number }>({
    name: 'demo-stored',
    text: `SELECT count(*)::int AS stored
             FROM unnest($2::uuid[]) AS wanted (id)
             JOIN event ON event.workspace_id = $1 AND event.id = wanted.id`,
    values: [workspaceId, calls.map(eventIdOf)],
  });
  return rows[0]?.stored ?? 0;
}

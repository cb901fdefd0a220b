import type pg from 'pg';
import { eventIdOf } from '#events';
import { addDays } from '#usage';
import { StartError } from '../start-error.js';
import { firstCall } from './quarter/calls.js';
import { quarterDays } from './quarter/schedule.js';
import { sendCalls } from './send-calls.js';
import { countStored, waitUntilStored } from './stored.js';

/** The first day of the quarter, and whether a demo was sent to this workspace before. */
export interface FirstDay {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly known: boolean;
}

/**
 * The first day of the quarter: 90 days before the day of the first demo, and the same for every later one.
 * It is kept where it cannot be lost without the rest: the first call is sent with the day that would be right today,
 * and what counts is the day that is stored, since a call whose message id is known changes nothing.
 */
export async function settleFirstDay(
  pool: pg.Pool,
  target: { apiUrl: string; key: string; workspaceId: number },
  signal: AbortSignal,
): Promise<FirstDay> {
  const call = firstCall(addDays(new Date().toISOString().slice(0, 10), -quarterDays));
  const known = (await countStored(pool, target.workspaceId, [call])) === 1;
  await sendCalls([call], target, { signal, onProgress: () => undefined });
  await waitUntilStored(pool, target.workspaceId, { calls: [call], signal, onProgress: () => undefined });
  signal.throwIfAborted();
  const { rows } = await pool.query<{ day: string }>(
    `SELECT to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day FROM event WHERE workspace_id = $1 AND id = $2`,
    [target.workspaceId, eventIdOf(call)],
  );
  const [first] = rows;
  if (first === undefined)
    throw new StartError('The first call of the demo is not stored, though it was a moment ago.');
  return { day: first.day, known };
}

import type pg from 'pg';
import type { EventQueue } from '#contract';
import type { InboxRow } from './inbox.js';

/** What waits in the inbox for one queue. */
export type Waiting = { queue: EventQueue; rows: number; events: number; oldestAgeSeconds: number };

/** How much waits in the inbox, by queue; a queue in which nothing waits is not listed. */
export async function countWaiting(pool: pg.Pool): Promise<Waiting[]> {
  const { rows } = await pool.query<Waiting>({
    name: 'inbox-waiting',
    text: `SELECT queue, count(*)::int AS rows, sum(event_count)::int AS events,
                  extract(epoch FROM now() - min(received_at))::float8 AS "oldestAgeSeconds"
             FROM inbox GROUP BY queue`,
  });
  return rows;
}

/**
 * The rows of a queue that have waited for longer than they should, oldest first: their job may never have been
 * queued, or was lost with the queue engine.
 */
export async function listOverdue(
  pool: pg.Pool,
  queue: EventQueue,
  olderThanMs: number,
  limit: number,
): Promise<InboxRow[]> {
  const { rows } = await pool.query<InboxRow>({
    name: 'inbox-overdue',
    text: `SELECT id, queue, bulk FROM inbox WHERE queue = $1 AND received_at < now() - $2 * interval '1 millisecond'
            ORDER BY bulk, id LIMIT $3`,
    values: [queue, olderThanMs, limit],
  });
  return rows;
}

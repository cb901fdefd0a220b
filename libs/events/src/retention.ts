import type { Transaction } from '#database';
import type { RetentionState, RetentionWindow } from './retention-window.js';

/** Events removed in one transaction. */
const removedTogetherMax = 10_000;

/** Whether it is an hour since events were looked for that are too old, or since something else was too old. */
export async function isRetentionDue(db: Transaction, days: number): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'retention-due',
    text: `SELECT FROM retention WHERE days = $1 AND checked_at > now() - interval '1 hour'`,
    values: [days],
  });
  return rowCount === 0;
}

/**
 * Takes the removal of old events for the rest of the transaction. Events are too old that were received before the
 * midnight (UTC) so many days ago.
 * @returns null where somebody else is at it
 */
export async function takeRetention(tx: Transaction, days: number): Promise<RetentionState | null> {
  await tx.query({
    name: 'retention-begin',
    text: 'INSERT INTO retention (days) VALUES ($1) ON CONFLICT DO NOTHING',
    values: [days],
  });
  const { rows } = await tx.query<{ removed_before: Date | null; cutoff: Date }>({
    name: 'retention-take',
    text: `SELECT removed_before,
                  (date_trunc('day', now() AT TIME ZONE 'UTC') - $1 * interval '1 day') AT TIME ZONE 'UTC' AS cutoff
             FROM retention FOR UPDATE SKIP LOCKED`,
    values: [days],
  });
  const [row] = rows;
  return row === undefined ? null : { cutoff: row.cutoff, removedBefore: row.removed_before };
}

/** Afterwards events of this window are gone, 10,000 of them at most, and it is on record how far that has come. */
export async function removeReceivedIn(tx: Transaction, { from, to }: RetentionWindow): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'retention-remove',
    text: `DELETE FROM event USING (
             SELECT workspace_id, id FROM event
              WHERE received_at >= coalesce($1::timestamptz, '-infinity') AND received_at < $2 LIMIT $3) AS old
            WHERE event.workspace_id = old.workspace_id AND event.id = old.id`,
    values: [from, to, removedTogetherMax],
  });
  const removed = rowCount ?? 0;
  await tx.query({
    name: 'retention-progress',
    text: `UPDATE retention
              SET removed_before = CASE WHEN $2 THEN $1 ELSE removed_before END,
                  incomplete_before = CASE WHEN $3 THEN greatest(incomplete_before, $1) ELSE incomplete_before END`,
    values: [to, removed < removedTogetherMax, removed > 0],
  });
  return removed;
}

/** Afterwards it is on record that nothing is left to be removed now. */
export async function finishRetention(tx: Transaction, days: number): Promise<void> {
  await tx.query({
    name: 'retention-finish',
    text: 'UPDATE retention SET checked_at = now(), days = $1',
    values: [days],
  });
}

/**
 * Events that were received before this may be gone, so that what happened up to a day later may not be stored in full.
 * Null where none was ever removed.
 */
export async function findIncompleteBefore(tx: Transaction): Promise<Date | null> {
  const { rows } = await tx.query<{ incomplete_before: Date | null }>({
    name: 'retention-incomplete',
    text: 'SELECT incomplete_before FROM retention',
  });
  return rows[0]?.incomplete_before ?? null;
}

import type pg from 'pg';
import { inTransaction } from '#database';
import type { Failure } from './failure.js';

type Row = { body: string; failures: Failure[] | null };

/**
 * Afterwards the second half of the events of an inbox row is a row of its own, as old as the first.
 * @returns the id of the new row; null where the row is gone, or holds one event
 */
export function halveRow(pool: pg.Pool, inboxId: string): Promise<string | null> {
  return inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<Row>('SELECT body, failures FROM inbox WHERE id = $1 FOR UPDATE', [
      inboxId,
    ]);
    const lines = rows[0]?.body.split('\n') ?? [];
    if (lines.length < 2) return null;
    const failures = rows[0]?.failures ?? null;
    const middle = Math.ceil(lines.length / 2);
    const columns = (from: number, to: number): unknown[] => [
      inboxId,
      to - from,
      lines.slice(from, to).join('\n'),
      failures === null ? null : JSON.stringify(failures.slice(from, to)),
    ];
    const { rows: written } = await tx.query<{ id: string }>(
      `INSERT INTO inbox (queue, bulk, received_at, event_count, body, failures)
       SELECT queue, bulk, received_at, $2, $3, $4 FROM inbox WHERE id = $1 RETURNING id`,
      columns(middle, lines.length),
    );
    await tx.query(
      'UPDATE inbox SET event_count = $2, body = $3, failures = $4 WHERE id = $1',
      columns(0, middle),
    );
    return written[0]?.id ?? null;
  });
}

import type pg from 'pg';
import type { EventQueue } from '#contract';
import type { Transaction } from '#database';
import { failuresByLine, type Failure } from './failure.js';
import { eventsTogetherMax, sizeTogetherMax } from './row-limits.js';

/** Looked at behind a row: so many small ones make a chunk worth its transaction. */
export const rowsBehindMax = 32;

/** A row, and how many of those behind it may go with it. */
export type RowsTogether = { inboxId: string; rowsBehindMax: number };

/** Events of the inbox, and how often those that have failed before have done so. */
export type Taken = { lines: string[]; failures: ReadonlyMap<string, Failure> };

const together = `
  own AS MATERIALIZED (
    SELECT id, bulk, event_count, octet_length(body) AS size FROM inbox WHERE id = $1 FOR UPDATE SKIP LOCKED),
  behind AS (
    SELECT next.id, own.event_count + sum(next.event_count) OVER before AS events,
           own.size + sum(next.size) OVER before AS size
      FROM own
     CROSS JOIN LATERAL (SELECT id, event_count, octet_length(body) AS size FROM inbox
                          WHERE queue = $2 AND bulk = own.bulk AND id > own.id ORDER BY id LIMIT $3) AS next
    WINDOW before AS (ORDER BY next.id)),
  more AS MATERIALIZED (
    SELECT id FROM inbox WHERE id = ANY (ARRAY(SELECT id FROM behind WHERE events <= $4 AND size <= $5))
     ORDER BY id FOR UPDATE SKIP LOCKED)`;

const boundsOf = (queue: EventQueue, { inboxId, rowsBehindMax: behindMax }: RowsTogether): unknown[] => [
  inboxId,
  queue,
  behindMax,
  eventsTogetherMax,
  sizeTogetherMax,
];

/**
 * Afterwards the row is gone if this transaction commits, and so are those behind it that wait too, as far as they make
 * one chunk together: the more waits, the fewer transactions it takes. Their own jobs then find nothing; if this
 * transaction fails, the job that is tried again takes them once more, or the sweep makes new jobs for them.
 * @returns no lines where somebody else has taken the row out, or is about to.
 */
export async function takeOut(
  tx: Transaction,
  queue: EventQueue,
  rowsTogether: RowsTogether,
): Promise<Taken> {
  const { rows } = await tx.query<{ body: string; failures: Failure[] | null }>({
    name: 'inbox-take-out',
    text: `WITH ${together}
           DELETE FROM inbox
            WHERE id = ANY (ARRAY(SELECT id FROM own UNION ALL SELECT id FROM more)) RETURNING body, failures`,
    values: boundsOf(queue, rowsTogether),
  });
  return { lines: rows.flatMap(({ body }) => body.split('\n')), failures: failuresByLine(rows) };
}

/** The rows that `takeOut` would take now. */
export async function listTogether(
  pool: pg.Pool,
  queue: EventQueue,
  rowsTogether: RowsTogether,
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'inbox-list-together',
    text: `WITH ${together} SELECT id FROM own UNION ALL SELECT id FROM more`,
    values: boundsOf(queue, rowsTogether),
  });
  return rows.map(({ id }) => id);
}

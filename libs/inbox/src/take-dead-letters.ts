import type { EventQueue } from '#contract';
import type { Transaction } from '#database';
import { conditionOf, type DeadLetterFilter } from './dead-letter-filter.js';
import type { Failure } from './failure.js';
import type { InboxRow } from './inbox.js';

/** Dead letters of one transaction. */
const lettersTogetherMax = 500;
/** Dead letters in one row of the inbox: what failed once is likely to fail again, and then each has to stand alone. */
const lettersPerRowMax = 25;

const queues = ['identify', 'track'] as const satisfies readonly EventQueue[];

/** What is meant: one dead letter, or all that the filter leaves. */
export type DeadLettersMeant = { workspaceId: number } & ({ id: string } | { filter: DeadLetterFilter });

/** What was done with dead letters. */
export type DeadLettersDone = {
  letters: number;
  /** Of the inbox: for each a job is to be queued, after the commit. */
  rows: InboxRow[];
  /** There may be more of them. */
  more: boolean;
};

type Letter = { queue: EventQueue; line: string; failure: Failure };

/**
 * Afterwards these dead letters are events in the inbox again, 500 of them at most, those that failed first first: they
 * move in this transaction, so that none is lost and none is there twice. They come after all live events, and one that
 * fails again becomes a dead letter that says how often it has.
 */
export async function replayDeadLetters(tx: Transaction, meant: DeadLettersMeant): Promise<DeadLettersDone> {
  const letters = await takeOut(tx, meant);
  const rows = await putIntoInbox(tx, letters);
  return { letters: letters.length, rows, more: letters.length === lettersTogetherMax };
}

/** Afterwards these dead letters are gone, 500 of them at most, those that failed first first. */
export async function discardDeadLetters(tx: Transaction, meant: DeadLettersMeant): Promise<DeadLettersDone> {
  const { length } = await takeOut(tx, meant);
  return { letters: length, rows: [], more: length === lettersTogetherMax };
}

async function takeOut(tx: Transaction, meant: DeadLettersMeant): Promise<Letter[]> {
  const values: unknown[] = [];
  const filter = 'filter' in meant ? meant.filter : {};
  const condition = conditionOf(meant.workspaceId, filter, values);
  const only = 'id' in meant ? ` AND id = $${values.push(meant.id)}` : '';
  const { rows } = await tx.query<Letter & Failure>(
    `WITH meant AS MATERIALIZED (
       SELECT workspace_id, id FROM dead_letter WHERE ${condition}${only}
        ORDER BY created_at, id LIMIT ${lettersTogetherMax} FOR UPDATE)
     DELETE FROM dead_letter USING meant
      WHERE dead_letter.workspace_id = meant.workspace_id AND dead_letter.id = meant.id
     RETURNING queue, dead_letter.workspace_id || E'\\t' || body AS line, attempts,
               to_char(first_failed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "firstFailedAt"`,
    values,
  );
  return rows.map(({ queue, line, attempts, firstFailedAt }) => ({
    queue,
    line,
    failure: { attempts, firstFailedAt },
  }));
}

async function putIntoInbox(tx: Transaction, letters: readonly Letter[]): Promise<InboxRow[]> {
  const rows = queues.flatMap((queue) => {
    const mine = letters.filter((letter) => letter.queue === queue);
    return Array.from({ length: Math.ceil(mine.length / lettersPerRowMax) }, (_, at) => ({
      queue,
      letters: mine.slice(at * lettersPerRowMax, (at + 1) * lettersPerRowMax),
    }));
  });
  if (rows.length === 0) return [];
  const { rows: written } = await tx.query<InboxRow>({
    name: 'inbox-replay',
    text: `INSERT INTO inbox (queue, bulk, event_count, body, failures)
           SELECT queue, true, events, body, failures
             FROM unnest($1::text[], $2::int[], $3::text[], $4::jsonb[]) AS new (queue, events, body, failures)
           RETURNING id, queue, bulk`,
    values: [
      rows.map(({ queue }) => queue),
      rows.map((row) => row.letters.length),
      rows.map((row) => row.letters.map(({ line }) => line).join('\n')),
      rows.map((row) => JSON.stringify(row.letters.map(({ failure }) => failure))),
    ],
  });
  return written;
}

/** Afterwards dead letters that failed first before this are gone, 500 of them at most. @returns how many */
export async function removeOldDeadLetters(tx: Transaction, before: Date): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'dead-letter-remove-old',
    text: `DELETE FROM dead_letter USING (
             SELECT workspace_id, id FROM dead_letter WHERE first_failed_at < $1
              ORDER BY workspace_id, created_at, id LIMIT $2 FOR UPDATE) AS old
            WHERE dead_letter.workspace_id = old.workspace_id AND dead_letter.id = old.id`,
    values: [before, lettersTogetherMax],
  });
  return rowCount ?? 0;
}

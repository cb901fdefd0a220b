import type { z } from 'zod';
import { HydraError, type staffApi } from '#contract';
import type { Transaction } from '#database';
import { conditionOf, type DeadLetterFilter } from './dead-letter-filter.js';

/** A page of dead letters, as staff see them. */
export type DeadLetterPage = z.infer<typeof staffApi.deadLetterPage>;

/** One dead letter, with the event as it came. */
export type DeadLetterDetails = z.infer<typeof staffApi.deadLetter>;

/** Which dead letters, and which page of them. */
export interface DeadLetterQuery extends DeadLetterFilter {
  readonly workspaceId: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  readonly limit: number;
}

type Row = {
  id: string;
  type: string | null;
  message_id: string | null;
  code: string;
  reason: string;
  attempts: number;
  first_failed_at: Date;
  created_at: Date;
  edited_at: Date | null;
};

const columns = `id, type, message_id, code, reason, attempts, first_failed_at, created_at, edited_at`;
/** Kinds of error; who has more of them sees the most frequent ones. */
const groupsMax = 100;

/** The dead letters of a workspace, those that failed last first, and how many there are of each kind of error. */
export async function listDeadLetters(
  db: Transaction,
  { workspaceId, cursor, limit, ...filter }: DeadLetterQuery,
): Promise<DeadLetterPage> {
  const values: unknown[] = [];
  const meant = conditionOf(workspaceId, filter, values);
  const groups = await db.query<{ code: string; count: number }>(
    `SELECT code, count(*)::int AS count FROM dead_letter WHERE ${meant}
      GROUP BY code ORDER BY count DESC, code LIMIT ${groupsMax}`,
    values,
  );
  let condition = meant;
  if (cursor !== undefined) {
    const [at, id] = cursor.split('_');
    const moment = `'epoch'::timestamptz + $${values.push(at)}::bigint * interval '1 microsecond'`;
    condition += ` AND (created_at, id) < (${moment}, $${values.push(id)}::uuid)`;
  }
  const { rows } = await db.query<Row & { cursor: string }>(
    `SELECT ${columns}, (extract(epoch FROM created_at) * 1000000)::bigint || '_' || id AS cursor
       FROM dead_letter WHERE ${condition} ORDER BY created_at DESC, id DESC LIMIT $${values.push(limit + 1)}`,
    values,
  );
  const shown = rows.slice(0, limit);
  return {
    items: shown.map(toItem),
    nextCursor: rows.length > limit ? (shown.at(-1)?.cursor ?? null) : null,
    counts: groups.rows,
  };
}

/**
 * A dead letter, with the event as it came.
 * @throws HydraError not_found when the workspace has no such dead letter
 */
export async function getDeadLetter(
  db: Transaction,
  { workspaceId, id }: { workspaceId: number; id: string },
): Promise<DeadLetterDetails> {
  const { rows } = await db.query<Row & { body: string }>({
    name: 'dead-letter-get',
    text: `SELECT ${columns}, body FROM dead_letter WHERE workspace_id = $1 AND id = $2`,
    values: [workspaceId, id],
  });
  const row = rows[0];
  if (row === undefined) throw noSuchDeadLetter();
  return { ...toItem(row), body: row.body };
}

/** That there is no such dead letter; it may have been replayed. */
export const noSuchDeadLetter = (): HydraError =>
  new HydraError('not_found', {
    message: 'There is no such dead letter. It may have been replayed or discarded.',
  });

const toItem = (row: Row): DeadLetterPage['items'][number] => ({
  id: row.id,
  type: row.type,
  messageId: row.message_id,
  code: row.code,
  reason: row.reason,
  attempts: row.attempts,
  firstFailedAt: row.first_failed_at.toISOString(),
  lastFailedAt: row.created_at.toISOString(),
  editedAt: row.edited_at?.toISOString() ?? null,
});

import type { Transaction } from '#database';
import type { DeadLetterFilter } from './dead-letter-filter.js';
import type { InboxRow } from './inbox.js';
import { discardDeadLetters, replayDeadLetters } from './take-dead-letters.js';

/** What may be done with many dead letters. */
export type DeadLetterAction = 'replay' | 'discard';

/** Names one such task. */
export type DeadLetterTaskKey = { workspaceId: number; id: string };

/**
 * Afterwards it is on record that all dead letters there are now, as far as the filter leaves them, are to be replayed or
 * discarded; the caller queues the task after the commit. Those that fail again are not meant.
 */
export async function recordDeadLetterTask(
  tx: Transaction,
  {
    workspaceId,
    action,
    filter,
  }: { workspaceId: number; action: DeadLetterAction; filter: DeadLetterFilter },
): Promise<DeadLetterTaskKey> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'dead-letter-task-record',
    text: `INSERT INTO dead_letter_task (workspace_id, action, until, code, type, message_id, since)
           VALUES ($1, $2, now(), $3, $4, $5, $6) RETURNING id`,
    values: [workspaceId, action, filter.code, filter.type, filter.messageId, filter.since],
  });
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('The task got no id.');
  return { workspaceId, id };
}

type Row = {
  action: DeadLetterAction;
  code: string | null;
  type: string | null;
  message_id: string | null;
  since: string | null;
  until: string;
};

/**
 * Does a part of a task, which nobody else can go on with meanwhile; the task is gone with its last part.
 * @returns the rows for which jobs are to be queued after the commit, and whether there may be more to do
 */
export async function stepDeadLetterTask(
  tx: Transaction,
  { workspaceId, id }: DeadLetterTaskKey,
): Promise<{ rows: InboxRow[]; more: boolean }> {
  const { rows: tasks } = await tx.query<Row>({
    name: 'dead-letter-task-take',
    text: `SELECT action, code, type, message_id, since::text AS since, until::text AS until
             FROM dead_letter_task WHERE workspace_id = $1 AND id = $2 FOR UPDATE`,
    values: [workspaceId, id],
  });
  const task = tasks[0];
  if (task === undefined) return { rows: [], more: false };
  const { action, message_id: messageId, ...filter } = task;
  const meant = { workspaceId, filter: { ...filter, messageId } };
  const { rows, more } =
    action === 'replay' ? await replayDeadLetters(tx, meant) : await discardDeadLetters(tx, meant);
  if (!more) {
    await tx.query({
      name: 'dead-letter-task-remove',
      text: 'DELETE FROM dead_letter_task WHERE workspace_id = $1 AND id = $2',
      values: [workspaceId, id],
    });
  }
  return { rows, more };
}

/** The tasks that are to be queued, oldest first, 1,000 at most: for the sweep. */
export async function listOpenDeadLetterTasks(tx: Transaction): Promise<DeadLetterTaskKey[]> {
  const { rows } = await tx.query<DeadLetterTaskKey>({
    name: 'dead-letter-task-list',
    text: `SELECT workspace_id AS "workspaceId", id FROM dead_letter_task ORDER BY created_at LIMIT 1000`,
  });
  return rows;
}

import type { EventType } from '#contract';
import type { Transaction } from '#database';

/** Why an event became a dead letter, the last time that it did; null where it is none. */
export async function findDeadLetter(
  db: Transaction,
  { workspaceId, type, messageId }: { workspaceId: number; type: EventType; messageId: string },
): Promise<{ code: string; reason: string } | null> {
  const { rows } = await db.query<{ code: string; reason: string }>({
    name: 'dead-letter-find',
    text: `SELECT code, reason FROM dead_letter
            WHERE workspace_id = $1 AND type = $2 AND message_id = $3 ORDER BY created_at DESC LIMIT 1`,
    values: [workspaceId, type, messageId],
  });
  return rows[0] ?? null;
}

import type { EventType } from '#contract';
import type { Transaction } from '#database';

/** Of one message id; one that is retried again and again is one letter. */
const lettersMax = 20;

/** Why an event became a dead letter, the last time that it did; null where it is none. */
export async function findDeadLetter(
  db: Transaction,
  { workspaceId, type, messageId }: { workspaceId: number; type: EventType; messageId: string },
): Promise<{ code: string; reason: string } | null> {
  const { rows } = await db.query<{ body: string; code: string; reason: string }>({
    name: 'dead-letter-find',
    text: `SELECT body, code, reason FROM dead_letter
            WHERE workspace_id = $1 AND strpos(body, $2) > 0 AND strpos(body, $3) > 0
            ORDER BY created_at DESC LIMIT $4`,
    values: [workspaceId, `"messageId":${JSON.stringify(messageId)}`, `"type":"${type}"`, lettersMax],
  });
  const found = rows.find(({ body }) => isOf(body, type, messageId));
  return found === undefined ? null : { code: found.code, reason: found.reason };
}

/** Somebody may quote another event in a trait. What cannot be read is taken at its word. */
function isOf(body: string, type: EventType, messageId: string): boolean {
  try {
    const event: unknown = JSON.parse(body);
    if (typeof event !== 'object' || event === null) return false;
    return 'type' in event && event.type === type && 'messageId' in event && event.messageId === messageId;
  } catch {
    return true;
  }
}

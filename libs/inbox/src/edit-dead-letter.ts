import { queueOf, type Event } from '#contract';
import type { Transaction } from '#database';
import { noSuchDeadLetter } from './list-dead-letters.js';

/**
 * Afterwards the dead letter holds this event in place of the one that failed.
 * @param event as it was accepted, with `body` as its JSON
 * @throws HydraError not_found when the workspace has no such dead letter
 */
export async function editDeadLetter(
  tx: Transaction,
  { workspaceId, id, event, body }: { workspaceId: number; id: string; event: Event; body: string },
): Promise<void> {
  const { rowCount } = await tx.query({
    name: 'dead-letter-edit',
    text: `UPDATE dead_letter SET queue = $3, type = $4, message_id = $5, body = $6, edited_at = now()
            WHERE workspace_id = $1 AND id = $2`,
    values: [workspaceId, id, queueOf[event.type], event.type, event.messageId, body],
  });
  if (rowCount === 0) throw noSuchDeadLetter();
}

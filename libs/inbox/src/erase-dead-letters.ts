import type { Event } from '#contract';
import type { Transaction } from '#database';
import { parseLine } from './line.js';

const nilId = '00000000-0000-0000-0000-000000000000';

/** A dead letter; the event is null where it cannot be read. */
export type ReadDeadLetter = { id: string; event: Event | null };

/** The dead letters of a workspace in the order of their ids. */
export async function listDeadLettersAfter(
  db: Transaction,
  workspaceId: number,
  { afterId, limit }: { afterId: string | null; limit: number },
): Promise<ReadDeadLetter[]> {
  const { rows } = await db.query<{ id: string; body: string }>({
    name: 'dead-letter-list-after',
    text: 'SELECT id, body FROM dead_letter WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3',
    values: [workspaceId, afterId ?? nilId, limit],
  });
  return rows.map(({ id, body }) => ({ id, event: readEvent(workspaceId, body) }));
}

/** Afterwards these dead letters are gone. */
export async function eraseDeadLetters(
  tx: Transaction,
  workspaceId: number,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await tx.query({
    name: 'dead-letter-erase',
    text: 'DELETE FROM dead_letter WHERE workspace_id = $1 AND id = ANY($2::uuid[])',
    values: [workspaceId, ids],
  });
}

function readEvent(workspaceId: number, body: string): Event | null {
  try {
    return parseLine(`${workspaceId}\t${body}`).event;
  } catch {
    return null;
  }
}

import { eventSchema } from '#contract';
import type { Transaction } from '#database';
import { nilId } from '#identity';
import type { StoredEvent } from './store.js';
import { subjectOf } from './subject.js';

/** Track, page and screen events of a workspace that were stored under an older generation, in the order of their ids. */
export async function listStoredBefore(
  tx: Transaction,
  {
    workspaceId,
    generation,
    afterId,
    limit,
  }: {
    workspaceId: number;
    generation: number;
    afterId: string | null;
    limit: number;
  },
): Promise<StoredEvent[]> {
  const { rows } = await tx.query<{ id: string; body: string }>({
    name: 'event-list-before',
    text: `SELECT id, body FROM event
            WHERE workspace_id = $1 AND generation < $2 AND type IN ('track', 'page', 'screen') AND id > $3::uuid
            ORDER BY id LIMIT $4`,
    values: [workspaceId, generation, afterId ?? nilId, limit],
  });
  return rows.map(({ id, body }) => {
    const event = eventSchema.parse(JSON.parse(body));
    return { workspaceId, id, event, subject: subjectOf(workspaceId, event) };
  });
}

/** How many events a workspace has stored. */
export async function countStored(tx: Transaction, workspaceId: number): Promise<number> {
  const { rows } = await tx.query<{ count: string }>('SELECT count(*) FROM event WHERE workspace_id = $1', [
    workspaceId,
  ]);
  return Number(rows[0]?.count ?? 0);
}

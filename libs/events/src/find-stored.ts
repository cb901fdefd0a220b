import { eventSchema, type Event } from '#contract';
import type { Transaction } from '#database';

/** An event as it was stored. */
export type FoundEvent = { id: string; event: Event; receivedAt: Date; generation: number };

/** The stored event with this id (see `eventIdOf`), or null. */
export async function findStored(
  db: Transaction,
  { workspaceId, id }: { workspaceId: number; id: string },
): Promise<FoundEvent | null> {
  const { rows } = await db.query<{ body: string; received_at: Date; generation: number }>({
    name: 'event-find',
    text: 'SELECT body, received_at, generation FROM event WHERE workspace_id = $1 AND id = $2',
    values: [workspaceId, id],
  });
  const [row] = rows;
  if (row === undefined) return null;
  const event = eventSchema.parse(JSON.parse(row.body));
  return { id, event, receivedAt: row.received_at, generation: row.generation };
}

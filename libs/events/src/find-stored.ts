import { eventSchema, type Event } from '#contract';
import type { Transaction } from '#database';
import { erasedType } from './erase.js';

/** An event as it was stored; null in its place where nothing is left of it but its id. */
export type FoundEvent = { id: string; event: Event | null; receivedAt: Date; generation: number };

/** The stored event with this id (see `eventIdOf`), or null. */
export async function findStored(
  db: Transaction,
  { workspaceId, id }: { workspaceId: number; id: string },
): Promise<FoundEvent | null> {
  const { rows } = await db.query<{ type: string; body: string; received_at: Date; generation: number }>({
    name: 'event-find',
    text: 'SELECT type, body, received_at, generation FROM event WHERE workspace_id = $1 AND id = $2',
    values: [workspaceId, id],
  });
  const [row] = rows;
  if (row === undefined) return null;
  const event = row.type === erasedType ? null : eventSchema.parse(JSON.parse(row.body));
  return { id, event, receivedAt: row.received_at, generation: row.generation };
}

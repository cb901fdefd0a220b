import { eventSchema, type InboxEvent } from '#contract';
import { arrayOf, listOf, type Transaction } from '#database';
import { nilId } from '#identity';
import { eventIdOf, type StoredEvent } from './store.js';
import { subjectOf } from './subject.js';

/**
 * The type of an event that is erased, or was left out when it came. Its id is left, so that a repetition of it is one; the
 * body is none of an event. The type keeps it from whoever reads events by theirs.
 */
export const erasedType = 'erased';
const nothingLeft = '{}';

/**
 * Afterwards these events are on record as if they had been erased: a repetition of one is known as such, and nothing
 * else is known of them. One that was stored before stays as it is.
 */
export async function storeLeftOut(tx: Transaction, events: readonly InboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.query({
    name: 'event-store-left-out',
    text: `INSERT INTO event (workspace_id, id, type, identifier_id, occurred_at, received_at, generation, body)
           SELECT workspace_id, id, '${erasedType}', NULL, occurred_at, received_at, 0, '${nothingLeft}'
             FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}, ${arrayOf(3, 'timestamptz')}, ${arrayOf(4, 'timestamptz')})
                    AS new (workspace_id, id, occurred_at, received_at)
            ORDER BY workspace_id, id
           ON CONFLICT (workspace_id, id) DO NOTHING`,
    values: [
      listOf(events.map(({ workspaceId }) => workspaceId)),
      listOf(events.map(({ event }) => eventIdOf(event))),
      listOf(events.map(({ event }) => event.timestamp)),
      listOf(events.map(({ event }) => event.receivedAt)),
    ],
  });
}

/** Afterwards nothing is left of these events but their ids. */
export async function eraseEvents(
  tx: Transaction,
  workspaceId: number,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await tx.query({
    name: 'event-erase',
    text: `UPDATE event SET type = '${erasedType}', identifier_id = NULL, body = '${nothingLeft}'
            WHERE workspace_id = $1 AND id = ANY($2::uuid[])`,
    values: [workspaceId, ids],
  });
}

/** A stored event, and the generation of its workspace when it was stored. */
export type StoredUnder = StoredEvent & { generation: number };

/** Events of a workspace that were stored under an older generation, in the order of their ids; not those that are erased. */
export async function listStoredUnder(
  db: Transaction,
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
): Promise<StoredUnder[]> {
  const { rows } = await db.query<{ id: string; generation: number; body: string }>({
    name: 'event-list-under',
    text: `SELECT id, generation, body FROM event
            WHERE workspace_id = $1 AND generation < $2 AND id > $3 AND type <> '${erasedType}'
            ORDER BY id LIMIT $4`,
    values: [workspaceId, generation, afterId ?? nilId, limit],
  });
  return rows.map(({ body, ...row }) => {
    const event = eventSchema.parse(JSON.parse(body));
    return { ...row, workspaceId, event, subject: subjectOf(workspaceId, event) };
  });
}

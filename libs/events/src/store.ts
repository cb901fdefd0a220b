import type { Event, InboxEvent } from '#contract';
import type { Transaction } from '#database';
import { keyOf, uniqueNameBasedId, type Identifier, type PersonKind } from '#identity';
import { subjectOf } from './subject.js';

/** An event that was stored now, for the first time. */
export type StoredEvent = {
  workspaceId: number;
  id: string;
  event: Event;
  subject: Identifier<PersonKind> | null;
};

/** The same for every repetition of an event: a message id counts once a type. */
export const eventIdOf = (event: Pick<Event, 'type' | 'messageId'>): string =>
  uniqueNameBasedId('event', event.type, event.messageId);

/**
 * Afterwards every event of the chunk is stored, once, whatever else brings it again.
 * @param generationOf the generation of what is counted in a workspace, read in this transaction.
 * @returns those that were not stored before, in the order in which they came.
 */
export async function storeEvents(
  tx: Transaction,
  chunk: readonly InboxEvent[],
  generationOf: (workspaceId: number) => number,
): Promise<StoredEvent[]> {
  const events = new Map<string, StoredEvent & { body: string }>();
  for (const { workspaceId, event, body } of chunk) {
    const id = eventIdOf(event);
    const key = keyOf(workspaceId, id);
    if (!events.has(key))
      events.set(key, { workspaceId, id, event, body, subject: subjectOf(workspaceId, event) });
  }
  const all = [...events.values()];
  if (all.length === 0) return [];
  const { rows } = await tx.query<{ stored: string[] | null }>({
    name: 'event-store',
    text: `WITH stored AS (
             INSERT INTO event (workspace_id, id, type, identifier_id, occurred_at, received_at, generation, body)
             SELECT * FROM unnest(string_to_array($1, ',')::int[], string_to_array($2, ',')::uuid[],
                                  string_to_array($3, ','), string_to_array($4, ',', '')::uuid[],
                                  string_to_array($5, ',')::timestamptz[], string_to_array($6, ',')::timestamptz[],
                                  string_to_array($7, ',')::int[], string_to_array($8, E'\\n'))
                        AS new (workspace_id, id, type, identifier_id, occurred_at, received_at, generation, body)
              ORDER BY workspace_id, id
             ON CONFLICT (workspace_id, id) DO NOTHING
             RETURNING workspace_id, id)
           SELECT CASE WHEN count(*) < $9::int
                       THEN coalesce(array_agg(workspace_id || '/' || id), '{}') END AS stored
             FROM stored`,
    values: [
      all.map(({ workspaceId }) => workspaceId).join(','),
      all.map(({ id }) => id).join(','),
      all.map(({ event }) => event.type).join(','),
      all.map(({ subject }) => subject?.id ?? '').join(','),
      all.map(({ event }) => event.timestamp).join(','),
      all.map(({ event }) => event.receivedAt).join(','),
      all.map(({ workspaceId }) => generationOf(workspaceId)).join(','),
      all.map(({ body }) => body).join('\n'),
      all.length,
    ],
  });
  // Most chunks hold nothing that was there before; only of the others need it be said what was new.
  const keys = rows[0]?.stored ?? null;
  if (keys === null) return all;
  const stored = new Set(keys);
  return all.filter(({ workspaceId, id }) => stored.has(keyOf(workspaceId, id)));
}

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

/**
 * Looks at so many events of a workspace, in the order of their ids, for those of these identifiers.
 * @returns the JSON text of those, and the last id that was looked at; null where there was none left to look at
 */
export async function listStoredOf(
  db: Transaction,
  {
    workspaceId,
    identifierIds,
    afterId,
    limit,
  }: {
    workspaceId: number;
    identifierIds: readonly string[];
    afterId: string | null;
    limit: number;
  },
): Promise<{ bodies: string[]; lastId: string | null }> {
  const { rows } = await db.query<{ id: string; body: string | null }>({
    name: 'event-list-of',
    text: `SELECT id, CASE WHEN identifier_id = ANY($4::uuid[]) THEN body END AS body FROM event
            WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
    values: [workspaceId, afterId ?? nilId, limit, identifierIds],
  });
  return { bodies: rows.flatMap(({ body }) => body ?? []), lastId: rows.at(-1)?.id ?? null };
}

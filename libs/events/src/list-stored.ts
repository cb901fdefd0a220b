import { eventSchema, type EventType } from '#contract';
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

const usageTypes: readonly EventType[] = ['track', 'page', 'screen'];

/**
 * How many events a workspace has stored, as the planner of Postgres guesses it from its statistics, without looking at
 * any: to count them would take longer than a statement may.
 * @param types those of which it is asked; of all unless told
 */
export async function estimateStored(
  tx: Transaction,
  workspaceId: number,
  types?: readonly EventType[],
): Promise<number> {
  // Not as a parameter: the plan is then that of any workspace.
  const ofTypes = types === undefined ? '' : ` AND type IN (${types.map((type) => `'${type}'`).join(', ')})`;
  const { rows } = await tx.query<{ 'QUERY PLAN': { Plan: { 'Plan Rows': number } }[] }>(
    `EXPLAIN (FORMAT JSON) SELECT FROM event WHERE workspace_id = ${Math.trunc(workspaceId)}${ofTypes}`,
  );
  return rows[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
}

/** Likewise, of the track, page and screen events. */
export const estimateUses = (tx: Transaction, workspaceId: number): Promise<number> =>
  estimateStored(tx, workspaceId, usageTypes);

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

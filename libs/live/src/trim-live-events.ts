import type { Transaction } from '#database';
import { erasedType } from '#events';

/** Of a workspace, whichever is less. */
const keptMax = 10_000;
const keptHours = 24;
/** Of those that were refused, and of the others, at least so many are kept where the other kind would take all the room. */
const keptOfEachMin = 1_000;
/** Of each kind, in one step. */
const stepRowsMax = 5_000;

/** Live events of whoever was left out when a worker came to them, which still say whose they are. */
const leftOut = `live_event.outcome = 'accepted' AND live_event.names IS NOT NULL AND event.type = '${erasedType}'
   AND event.workspace_id = live_event.workspace_id AND event.id = live_event.event_id`;

/**
 * The workspaces that have live events which are too old or too many, or which were left out. It jumps from one workspace to the next in the
 * index, and counts only where the ids lie so far apart that there may be too many.
 */
export async function listUntrimmed(tx: Transaction): Promise<{ workspaceId: number }[]> {
  const { rows } = await tx.query<{ workspaceId: number }>({
    name: 'live-event-untrimmed',
    text: `WITH RECURSIVE present (id) AS (
             (SELECT workspace_id FROM live_event ORDER BY workspace_id LIMIT 1)
             UNION ALL
             SELECT (SELECT workspace_id FROM live_event WHERE workspace_id > present.id ORDER BY workspace_id LIMIT 1)
               FROM present WHERE present.id IS NOT NULL),
           ends AS (
             SELECT present.id AS workspace_id, min(first.id) AS first, max(last.id) AS last, min(first.at) AS at
               FROM present CROSS JOIN (VALUES (false), (true)) AS shelf (refused)
              CROSS JOIN LATERAL (SELECT id, at FROM live_event
                                   WHERE workspace_id = present.id AND live_event.refused = shelf.refused
                                   ORDER BY id LIMIT 1) AS first
              CROSS JOIN LATERAL (SELECT id FROM live_event
                                   WHERE workspace_id = present.id AND live_event.refused = shelf.refused
                                   ORDER BY id DESC LIMIT 1) AS last
              GROUP BY present.id)
           SELECT workspace_id AS "workspaceId" FROM ends
            WHERE at < now() - $1 * interval '1 hour'
               OR (last - first >= $2
                   AND EXISTS (SELECT FROM live_event WHERE workspace_id = ends.workspace_id OFFSET $2))
            UNION
           SELECT id FROM workspace
            WHERE erasures > 0 AND EXISTS (SELECT FROM live_event JOIN event ON ${leftOut}
                                            WHERE live_event.workspace_id = workspace.id)`,
    values: [keptHours, keptMax],
  });
  return rows;
}

/**
 * Removes the oldest of what is older than a day or beyond the newest 10,000 of its workspace. A flood of one kind, those
 * that were refused or the others, does not push out the other kind. Of those that were left out, nothing stays but that
 * they came. @returns whether there may be more to remove
 */
export async function trimLiveEvents(tx: Transaction, workspaceId: number): Promise<boolean> {
  await tx.query({
    name: 'live-event-strip-left-out',
    text: `UPDATE live_event SET subject = NULL, event_name = NULL, names = NULL, raw = NULL, normalised = NULL, digest = NULL
             FROM event WHERE live_event.workspace_id = $1 AND ${leftOut}`,
    values: [workspaceId],
  });
  const refused = await count(tx, workspaceId, true);
  const others = await count(tx, workspaceId, false);
  const refusedKept = Math.min(refused, Math.max(keptOfEachMin, keptMax - others));
  return [
    await remove(tx, { workspaceId, refused: true, kept: refusedKept }),
    await remove(tx, { workspaceId, refused: false, kept: keptMax - refusedKept }),
  ].includes(stepRowsMax);
}

/** Of those that are not too old, as far as it matters: more than are kept is enough to know. */
async function count(tx: Transaction, workspaceId: number, refused: boolean): Promise<number> {
  const { rows } = await tx.query<{ count: number }>({
    name: 'live-event-count',
    text: `SELECT count(*)::int AS count
             FROM (SELECT FROM live_event
                    WHERE workspace_id = $1 AND refused = $2 AND at >= now() - $4 * interval '1 hour'
                    LIMIT $3) AS first`,
    values: [workspaceId, refused, keptMax + 1, keptHours],
  });
  return rows[0]?.count ?? 0;
}

/** Ids are given in the order of time, so that what is too old comes first. @returns how many were removed */
async function remove(
  tx: Transaction,
  { workspaceId, refused, kept }: { workspaceId: number; refused: boolean; kept: number },
): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'live-event-trim',
    text: `WITH border AS MATERIALIZED (
             SELECT id FROM live_event WHERE workspace_id = $1 AND refused = $2 ORDER BY id DESC OFFSET $4 LIMIT 1),
           oldest AS MATERIALIZED (
             SELECT id, at FROM live_event WHERE workspace_id = $1 AND refused = $2
              ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)
           DELETE FROM live_event
            WHERE workspace_id = $1 AND refused = $2
              AND id = ANY (ARRAY(SELECT id FROM oldest
                                   WHERE id <= (SELECT id FROM border) OR at < now() - $5 * interval '1 hour'))`,
    values: [workspaceId, refused, stepRowsMax, kept, keptHours],
  });
  return rowCount ?? 0;
}

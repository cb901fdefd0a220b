import type pg from 'pg';

/** Of a workspace, whichever is less. */
const keptMax = 10_000;
const keptHours = 24;
/** Of those that were refused, and of the others, at least so many are kept where the other kind would take all the room. */
const keptOfEachMin = 1_000;
const rowsPerStatementMax = 5_000;
const statementsMax = 20;

type Present = { workspaceId: number; newest: string; aged: boolean };

/**
 * Afterwards nothing is left that is older than a day or beyond the newest 10,000 of its workspace; where there is very
 * much of it, less is. Costs a look at the index for each workspace that has any, and more only where something is new.
 */
export class LiveTrimmer {
  /** The newest id of each workspace when it was last looked at. */
  private newest = new Map<number, string>();

  constructor(private readonly pool: pg.Pool) {}

  /** @returns how many were removed */
  async trim(): Promise<number> {
    const present = await this.listWorkspaces();
    let removed = 0;
    for (const { workspaceId, newest, aged } of present) {
      if (aged) removed += await removeAged(this.pool, workspaceId);
      if (this.newest.get(workspaceId) !== newest) removed += await removeBeyond(this.pool, workspaceId);
    }
    this.newest = new Map(present.map(({ workspaceId, newest }) => [workspaceId, newest]));
    return removed;
  }

  /** Jumps from one workspace to the next in the index. */
  private async listWorkspaces(): Promise<Present[]> {
    const { rows } = await this.pool.query<Present>({
      name: 'live-event-workspaces',
      text: `WITH RECURSIVE present (id) AS (
               (SELECT workspace_id FROM live_event ORDER BY workspace_id LIMIT 1)
               UNION ALL
               SELECT (SELECT workspace_id FROM live_event WHERE workspace_id > present.id ORDER BY workspace_id LIMIT 1)
                 FROM present WHERE present.id IS NOT NULL)
             SELECT id AS "workspaceId",
                    greatest((SELECT max(live.id) FROM live_event live WHERE workspace_id = present.id AND refused),
                             (SELECT max(live.id) FROM live_event live WHERE workspace_id = present.id AND NOT refused))
                      AS newest,
                    least((SELECT at FROM live_event WHERE workspace_id = present.id AND refused ORDER BY live_event.id LIMIT 1),
                          (SELECT at FROM live_event WHERE workspace_id = present.id AND NOT refused ORDER BY live_event.id LIMIT 1))
                      < now() - $1 * interval '1 hour' AS aged
               FROM present WHERE id IS NOT NULL`,
      values: [keptHours],
    });
    return rows;
  }
}

/** Ids are given in the order of time, so that what is too old comes first. */
async function removeAged(pool: pg.Pool, workspaceId: number): Promise<number> {
  let removed = 0;
  for (const refused of [false, true]) {
    removed += await removeInSteps(pool, {
      name: 'live-event-remove-aged',
      text: `WITH oldest AS MATERIALIZED (
               SELECT id, at FROM live_event WHERE workspace_id = $1 AND refused = $2 ORDER BY id LIMIT $3),
             aged AS MATERIALIZED (
               SELECT live.id FROM live_event live JOIN oldest USING (id)
                WHERE live.workspace_id = $1 AND live.refused = $2 AND oldest.at < now() - $4 * interval '1 hour'
                ORDER BY live.id FOR UPDATE OF live SKIP LOCKED)
             DELETE FROM live_event
              WHERE workspace_id = $1 AND refused = $2 AND id = ANY (ARRAY(SELECT id FROM aged))`,
      values: [workspaceId, refused, rowsPerStatementMax, keptHours],
    });
  }
  return removed;
}

async function removeBeyond(pool: pg.Pool, workspaceId: number): Promise<number> {
  const [others, refused] = [await count(pool, workspaceId, false), await count(pool, workspaceId, true)];
  const refusedKept = Math.min(refused, Math.max(keptOfEachMin, keptMax - others));
  const othersKept = Math.min(others, keptMax - refusedKept);
  return (
    (await removeOldest(pool, workspaceId, false, others > othersKept ? othersKept : null)) +
    (await removeOldest(pool, workspaceId, true, refused > refusedKept ? refusedKept : null))
  );
}

/** As far as it matters: more than are kept is enough to know. */
async function count(pool: pg.Pool, workspaceId: number, refused: boolean): Promise<number> {
  const { rows } = await pool.query<{ count: number }>({
    name: 'live-event-count',
    text: `SELECT count(*)::int AS count
             FROM (SELECT FROM live_event WHERE workspace_id = $1 AND refused = $2 LIMIT $3) AS first`,
    values: [workspaceId, refused, keptMax + 1],
  });
  return rows[0]?.count ?? 0;
}

async function removeOldest(
  pool: pg.Pool,
  workspaceId: number,
  refused: boolean,
  kept: number | null,
): Promise<number> {
  if (kept === null) return 0;
  return removeInSteps(pool, {
    name: 'live-event-remove-oldest',
    text: `WITH border AS MATERIALIZED (
             SELECT id FROM live_event WHERE workspace_id = $1 AND refused = $2 ORDER BY id DESC OFFSET $4 LIMIT 1),
           oldest AS MATERIALIZED (
             SELECT id FROM live_event
              WHERE workspace_id = $1 AND refused = $2 AND id <= (SELECT id FROM border)
              ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)
           DELETE FROM live_event
            WHERE workspace_id = $1 AND refused = $2 AND id = ANY (ARRAY(SELECT id FROM oldest))`,
    values: [workspaceId, refused, rowsPerStatementMax, kept],
  });
}

async function removeInSteps(
  pool: pg.Pool,
  statement: { name: string; text: string; values: unknown[] },
): Promise<number> {
  let removed = 0;
  for (let step = 0; step < statementsMax; step += 1) {
    const { rowCount } = await pool.query(statement);
    removed += rowCount ?? 0;
    if ((rowCount ?? 0) < rowsPerStatementMax) break;
  }
  return removed;
}

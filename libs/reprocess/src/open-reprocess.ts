import type { Transaction } from '#database';

/** Names one reprocess. */
export type ReprocessKey = { workspaceId: number; id: string };

/** A reprocess that is not finished. */
export type OpenReprocess = ReprocessKey & {
  from: string | null;
  to: string | null;
  personId: string | null;
  event: string | null;
  /** The last event that was read; null at the beginning. */
  afterId: string | null;
  total: number;
  /** Track events of the period that were read. */
  tracks: number;
  /** In how many parts usage is compared; null until all events are read. */
  parts: number | null;
  partsDone: number;
};

const select = `SELECT workspace_id AS "workspaceId", id, to_char(from_day, 'YYYY-MM-DD') AS "from",
  to_char(to_day, 'YYYY-MM-DD') AS "to", person_id AS "personId", event, after_id AS "afterId", total::float8 AS total,
  tracks::float8 AS tracks, parts, parts_done AS "partsDone" FROM reprocess`;

/** What is to be read again in a workspace now: one after the other, in the order in which they were asked for. */
export async function findOpenReprocess(tx: Transaction, workspaceId: number): Promise<OpenReprocess | null> {
  const { rows } = await tx.query<OpenReprocess>({
    name: 'reprocess-find-open',
    text: `${select} WHERE workspace_id = $1 AND finished_at IS NULL ORDER BY created_at, id LIMIT 1`,
    values: [workspaceId],
  });
  return rows[0] ?? null;
}

/**
 * Takes a reprocess for the rest of the transaction.
 * @param seen how it was found; null comes back where somebody else has gone on with it meanwhile.
 */
export async function takeReprocess(tx: Transaction, seen: OpenReprocess): Promise<OpenReprocess | null> {
  const { rows } = await tx.query<OpenReprocess>({
    name: 'reprocess-take',
    text: `${select}
            WHERE workspace_id = $1 AND id = $2 AND finished_at IS NULL
              AND after_id IS NOT DISTINCT FROM $3 AND parts IS NOT DISTINCT FROM $4 AND parts_done = $5
              FOR UPDATE`,
    values: [seen.workspaceId, seen.id, seen.afterId, seen.parts, seen.partsDone],
  });
  return rows[0] ?? null;
}

/** Afterwards it goes on reading after this event. */
export async function recordReading(
  tx: Transaction,
  { workspaceId, id }: ReprocessKey,
  read: { afterId: string; scanned: number; total: number; tracks: number; mended: number },
): Promise<void> {
  await tx.query({
    name: 'reprocess-reading',
    text: `UPDATE reprocess
              SET after_id = $3, scanned = scanned + $4, total = greatest(total, $5, scanned + $4),
                  tracks = tracks + $6, mended_identifiers = mended_identifiers + $7
            WHERE workspace_id = $1 AND id = $2`,
    values: [workspaceId, id, read.afterId, read.scanned, read.total, read.tracks, read.mended],
  });
}

/** Afterwards all events are read, and usage is compared in so many parts. */
export async function beginComparing(
  tx: Transaction,
  { workspaceId, id }: ReprocessKey,
  parts: number,
): Promise<void> {
  await tx.query({
    name: 'reprocess-begin-comparing',
    text: 'UPDATE reprocess SET parts = $3, total = scanned WHERE workspace_id = $1 AND id = $2',
    values: [workspaceId, id, parts],
  });
}

/** Afterwards one part more is compared; with the last one the reprocess is finished. */
export async function recordCompared(
  tx: Transaction,
  { workspaceId, id }: ReprocessKey,
  mended: number,
): Promise<void> {
  await tx.query({
    name: 'reprocess-compared',
    text: `UPDATE reprocess
              SET parts_done = parts_done + 1, mended_counts = mended_counts + $3,
                  finished_at = CASE WHEN parts_done + 1 >= parts THEN now() END
            WHERE workspace_id = $1 AND id = $2`,
    values: [workspaceId, id, mended],
  });
}

/** The workspaces in which something is to be read again, 1,000 at most: for the sweep. */
export async function listOpenReprocesses(tx: Transaction): Promise<{ workspaceId: number }[]> {
  const { rows } = await tx.query<{ workspaceId: number }>({
    name: 'reprocess-list-open',
    text: `SELECT DISTINCT workspace_id AS "workspaceId" FROM reprocess WHERE finished_at IS NULL LIMIT 1000`,
  });
  return rows;
}

/** Afterwards what was finished before this is listed no more. */
export async function removeOldReprocesses(tx: Transaction, before: Date): Promise<void> {
  await tx.query({
    name: 'reprocess-remove-old',
    text: 'DELETE FROM reprocess WHERE finished_at < $1',
    values: [before],
  });
}

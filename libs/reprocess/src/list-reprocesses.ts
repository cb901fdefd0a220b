import type { z } from 'zod';
import { HydraError, type staffApi } from '#contract';
import type { Transaction } from '#database';

/** A reprocess, as staff see it. */
export type ListedReprocess = z.infer<typeof staffApi.reprocess>;

/** What of a row is shown. */
export type Row = {
  id: string;
  from_day: string | null;
  to_day: string | null;
  person_id: string | null;
  event: string | null;
  created_by: string;
  created_at: Date;
  scanned: string;
  total: string;
  parts: number | null;
  parts_done: number;
  mended_identifiers: string;
  mended_counts: string;
  finished_at: Date | null;
};

export const columns = `id, to_char(from_day, 'YYYY-MM-DD') AS from_day, to_char(to_day, 'YYYY-MM-DD') AS to_day,
  person_id, event, created_by, created_at, scanned, total, parts, parts_done, mended_identifiers, mended_counts,
  finished_at`;

const listedMax = 100;

/** What was read again in a workspace, or is being read, newest first, 100 at most. */
export async function listReprocesses(db: Transaction, workspaceId: number): Promise<ListedReprocess[]> {
  const { rows } = await db.query<Row>({
    name: 'reprocess-list',
    text: `SELECT ${columns} FROM reprocess WHERE workspace_id = $1 ORDER BY created_at DESC, id LIMIT $2`,
    values: [workspaceId, listedMax],
  });
  return rows.map(toListed);
}

/** @throws HydraError not_found when the workspace has no such reprocess */
export async function getReprocess(
  db: Transaction,
  { workspaceId, id }: { workspaceId: number; id: string },
): Promise<ListedReprocess> {
  const { rows } = await db.query<Row>({
    name: 'reprocess-get',
    text: `SELECT ${columns} FROM reprocess WHERE workspace_id = $1 AND id = $2`,
    values: [workspaceId, id],
  });
  const [row] = rows;
  if (row === undefined) throw new HydraError('not_found', { message: 'There is no such reprocess.' });
  return toListed(row);
}

/** A reprocess from its stored row. */
export const toListed = (row: Row): ListedReprocess => ({
  id: row.id,
  from: row.from_day,
  to: row.to_day,
  personId: row.person_id,
  event: row.event,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  events: { scanned: Number(row.scanned), total: Number(row.total) },
  usage: { compared: row.parts_done, total: row.parts },
  mended: { identifiers: Number(row.mended_identifiers), counts: Number(row.mended_counts) },
  finishedAt: row.finished_at?.toISOString() ?? null,
});

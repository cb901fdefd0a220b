import type { z } from 'zod';
import type { staffApi } from '#contract';
import type { Transaction } from '#database';
import { getPersonId } from '#people';
import type { OwnerRef } from '#identity';

/** A merge, as staff see it. */
export type Merge = z.infer<typeof staffApi.merge>;

type Row = {
  id: number;
  survivor_id: string;
  merged_id: string;
  merged_by: string;
  merged_at: Date;
  undone_by: string | null;
  undone_at: Date | null;
  identifiers: Merge['identifiers'];
};

/** More than anybody looks at. */
const mergesMax = 200;

const shown = `
  SELECT merge.id, survivor_id, merged_id, merged_by, merged_at, undone_by, undone_at,
         (SELECT coalesce(json_agg(json_build_object('id', known.id, 'kind', kind, 'value', value) ORDER BY kind, value), '[]')
            FROM merged_identifier AS moved
            JOIN identifier AS known ON known.workspace_id = moved.workspace_id AND known.id = moved.identifier_id
           WHERE moved.workspace_id = merge.workspace_id AND moved.merge_id = merge.id) AS identifiers
    FROM merge`;

/**
 * The merges that a person was part of, latest first, undone ones too.
 * @param ref its own id or that of any of its identifiers
 * @throws HydraError not_found
 */
export async function listMerges(db: Transaction, ref: OwnerRef): Promise<Merge[]> {
  const ownerId = await getPersonId(db, ref);
  const { rows } = await db.query<Row>({
    name: 'merge-list',
    text: `WITH own AS (SELECT id FROM identifier WHERE workspace_id = $1 AND owner_id = $2)
           ${shown}
            WHERE merge.workspace_id = $1
              AND (survivor_id IN (SELECT id FROM own) OR merged_id IN (SELECT id FROM own))
            ORDER BY merge.id DESC LIMIT $3`,
    values: [ref.workspaceId, ownerId, mergesMax],
  });
  return rows.map(toMerge);
}

/** A merge that is on record. */
export async function readMerge(db: Transaction, workspaceId: number, id: number): Promise<Merge> {
  const { rows } = await db.query<Row>({
    name: 'merge-read',
    text: `${shown} WHERE merge.workspace_id = $1 AND merge.id = $2`,
    values: [workspaceId, id],
  });
  const [row] = rows;
  if (row === undefined) throw new Error(`There is no merge ${id}.`);
  return toMerge(row);
}

const toMerge = (row: Row): Merge => ({
  id: row.id,
  survivor: row.survivor_id,
  merged: row.merged_id,
  mergedBy: row.merged_by,
  mergedAt: row.merged_at.toISOString(),
  undoneBy: row.undone_by,
  undoneAt: row.undone_at?.toISOString() ?? null,
  identifiers: row.identifiers,
});

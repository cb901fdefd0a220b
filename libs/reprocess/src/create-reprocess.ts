import type { Transaction } from '#database';
import { columns, toListed, type ListedReprocess, type Row } from './list-reprocesses.js';

/** What is to be read again. Days are those of the workspace's calendar; what is left out sets no bound. */
export interface NewReprocess {
  readonly workspaceId: number;
  readonly from?: string;
  readonly to?: string;
  readonly personId?: string;
  /** The name of a track event. */
  readonly event?: string;
  readonly createdBy: string;
}

/** Afterwards it is on record what is to be read again; the caller queues it after the commit. */
export async function createReprocess(tx: Transaction, asked: NewReprocess): Promise<ListedReprocess> {
  const { rows } = await tx.query<Row>({
    name: 'reprocess-create',
    text: `INSERT INTO reprocess (workspace_id, from_day, to_day, person_id, event, created_by)
           VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${columns}`,
    values: [asked.workspaceId, asked.from, asked.to, asked.personId, asked.event, asked.createdBy],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('Postgres returned no row.');
  return toListed(row);
}

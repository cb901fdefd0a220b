import type { z } from 'zod';
import { HydraError, type staffApi } from '#contract';
import type { Transaction } from '#database';

/** A regulation, as staff see it. */
export type Regulation = z.infer<typeof staffApi.regulation>;
export type RegulationPage = z.infer<typeof staffApi.regulationPage>;

type Row = Pick<Regulation, 'id' | 'type' | 'createdBy' | 'identifiers' | 'people' | 'events'> & {
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
};

const shown = `SELECT id, type, created_by AS "createdBy", created_at AS "createdAt", identifiers,
                      started_at AS "startedAt", people::float8 AS people, events::float8 AS events,
                      finished_at AS "finishedAt"
                 FROM regulation`;

/** A page of the regulations of a workspace, latest first. @param cursor the last one on the page before */
export async function listRegulations(
  db: Transaction,
  { workspaceId, cursor, limit }: { workspaceId: number; cursor?: number; limit: number },
): Promise<RegulationPage> {
  const { rows } = await db.query<Row>({
    name: 'regulation-list',
    text: `${shown} WHERE workspace_id = $1 AND ($2::int IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    values: [workspaceId, cursor ?? null, limit + 1],
  });
  const items = rows.slice(0, limit).map(toRegulation);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** @throws HydraError not_found */
export async function getRegulation(db: Transaction, workspaceId: number, id: number): Promise<Regulation> {
  const { rows } = await db.query<Row>({
    name: 'regulation-get',
    text: `${shown} WHERE workspace_id = $1 AND id = $2`,
    values: [workspaceId, id],
  });
  const [row] = rows;
  if (row === undefined) throw new HydraError('not_found', { message: 'There is no such regulation.' });
  return toRegulation(row);
}

const toRegulation = ({ createdAt, startedAt, finishedAt, ...row }: Row): Regulation => ({
  ...row,
  state: finishedAt !== null ? 'finished' : startedAt !== null ? 'running' : 'waiting',
  createdAt: createdAt.toISOString(),
  finishedAt: finishedAt?.toISOString() ?? null,
});

import { recordAudit } from '#audit';
import type { RegulationType } from '#contract';
import { arrayOf, listOf, type Transaction } from '#database';
import type { Identifier } from '#identity';
import { deletes } from './regulation-effects.js';

/** Whom a regulation means. */
export type Meant = {
  identifier: Identifier;
  /** For a deletion: what happened up to this moment, ISO 8601. */
  until: string;
};

/** What is asked for. */
export interface NewRegulation {
  readonly workspaceId: number;
  readonly type: RegulationType;
  /** Who asked: an e-mail address, or `delete event`. */
  readonly actor: string;
  readonly meant: readonly Meant[];
}

/**
 * Records what is to be done, with its entry in the audit. It is carried out by the task `erase`, which the caller queues
 * after the commit.
 * @returns the number of the regulation
 */
export async function recordRegulation(
  tx: Transaction,
  { workspaceId, type, actor, meant }: NewRegulation,
): Promise<number> {
  const identifiers = new Set(meant.map(({ identifier }) => identifier.id)).size;
  const { rows } = await tx.query<{ id: number }>({
    name: 'regulation-record',
    text: `INSERT INTO regulation (workspace_id, type, created_by, identifiers) VALUES ($1, $2, $3, $4) RETURNING id`,
    values: [workspaceId, type, actor, identifiers],
  });
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('The regulation got no number.');
  await addMeant(tx, { workspaceId, regulationId: id, named: true, stage: 0 }, withoutEnd(type, meant));
  await recordAudit(tx, {
    workspaceId,
    actor,
    action: 'regulation.create',
    object: id,
    detail: { type, identifiers },
  });
  return id;
}

const withoutEnd = (type: RegulationType, meant: readonly Meant[]): MeantRow[] =>
  meant.map(({ identifier, until }) => ({ identifier, until: deletes(type) ? until : null }));

/** Whom a regulation means, and up to when it erases what is theirs; null: nothing of it. */
export type MeantRow = { identifier: Pick<Identifier, 'id' | 'kind' | 'value'>; until: string | null };

/** Afterwards a regulation means these too. One that it means already is erased up to the later of the two moments. */
export async function addMeant(
  tx: Transaction,
  {
    workspaceId,
    regulationId,
    named,
    stage,
  }: { workspaceId: number; regulationId: number; named: boolean; stage: 0 | 1 },
  meant: readonly MeantRow[],
): Promise<void> {
  if (meant.length === 0) return;
  await tx.query({
    name: 'regulation-add-meant',
    text: `INSERT INTO regulation_identifier AS known
                  (workspace_id, regulation_id, named, stage, identifier_id, until, kind, value)
           SELECT DISTINCT ON (identifier_id) $1::int, $2::int, $3::bool, $4::smallint, *
             FROM unnest(${arrayOf(5, 'uuid')}, ${arrayOf(6, 'timestamptz')}, $7::text[], $8::text[])
                    AS new (identifier_id, until, kind, value)
            ORDER BY identifier_id, until DESC NULLS LAST
           ON CONFLICT (workspace_id, regulation_id, identifier_id) DO UPDATE
              SET until = greatest(known.until, excluded.until), stage = excluded.stage, generation = NULL`,
    values: [
      workspaceId,
      regulationId,
      named,
      stage,
      listOf(meant.map(({ identifier }) => identifier.id)),
      listOf(meant.map(({ until }) => until)),
      meant.map(({ identifier }) => identifier.kind),
      meant.map(({ identifier }) => identifier.value),
    ],
  });
}

/** Afterwards a regulation that was done is to be carried on: it means somebody more. */
export async function reopenRegulations(
  tx: Transaction,
  workspaceId: number,
  ids: readonly number[],
): Promise<void> {
  await tx.query({
    name: 'regulation-reopen',
    text: `UPDATE regulation SET finished_at = NULL
            WHERE workspace_id = $1 AND id = ANY($2::int[]) AND finished_at IS NOT NULL`,
    values: [workspaceId, ids],
  });
}

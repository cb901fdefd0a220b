import type { Transaction } from '#database';
import type { IdentifierKind } from '#identity';

/** Holds off whoever else would go on with the erasures of the workspace. Its second number is the workspace's. */
const erasureLockClass = 7208;

/** Whether nobody else goes on with the erasures of a workspace until this transaction ends. */
export async function takeErasures(tx: Transaction, workspaceId: number): Promise<boolean> {
  const { rows } = await tx.query<{ taken: boolean }>({
    name: 'erasure-take',
    text: 'SELECT pg_try_advisory_xact_lock($1::int, $2::int) AS taken',
    values: [erasureLockClass, workspaceId],
  });
  return rows[0]?.taken === true;
}

/** The workspaces in which a regulation is to be carried out, 1,000 at most: for the sweep. */
export async function listOpenErasures(db: Transaction): Promise<{ workspaceId: number }[]> {
  const { rows } = await db.query<{ workspaceId: number }>({
    name: 'erasure-list-open',
    text: `SELECT workspace_id AS "workspaceId" FROM regulation_identifier
            UNION SELECT workspace_id FROM erasure LIMIT 1000`,
  });
  return rows;
}

/** Whether a regulation is to be carried out in a workspace. */
export async function hasOpenErasure(db: Transaction, workspaceId: number): Promise<boolean> {
  const { rows } = await db.query<{ open: boolean }>({
    name: 'erasure-has-open',
    text: `SELECT EXISTS (SELECT FROM regulation_identifier WHERE workspace_id = $1)
               OR EXISTS (SELECT FROM erasure WHERE workspace_id = $1) AS open`,
    values: [workspaceId],
  });
  return rows[0]?.open === true;
}

/** An identifier of somebody who is to be erased. */
export type Condemned = { id: string; kind: IdentifierKind; value: string };

/** Those of whom what is known is to be forgotten next, in the order of their ids. */
export async function listCondemned(
  tx: Transaction,
  workspaceId: number,
  limit: number,
): Promise<Condemned[]> {
  const { rows } = await tx.query<Condemned>({
    name: 'erasure-list-condemned',
    text: `SELECT DISTINCT identifier_id AS id, kind, value FROM regulation_identifier
            WHERE workspace_id = $1 AND stage = 1 ORDER BY identifier_id LIMIT $2`,
    values: [workspaceId, limit],
  });
  return rows;
}

/** Afterwards it is on record that these are forgotten, but for what stored events say. */
export async function recordForgotten(
  tx: Transaction,
  workspaceId: number,
  { ids, generation }: { ids: readonly string[]; generation: number },
): Promise<void> {
  await tx.query({
    name: 'erasure-record-forgotten',
    text: `UPDATE regulation_identifier SET stage = 2, generation = $3
            WHERE workspace_id = $1 AND stage = 1 AND identifier_id = ANY($2::uuid[])`,
    values: [workspaceId, ids, generation],
  });
}

/** How far what is stored has been looked through: first events, then dead letters. */
export type Pass = {
  /** Events that were stored under an older one are looked through. */
  generation: number;
  deadLetters: boolean;
  afterId: string | null;
};

/** The pass that is under way in a workspace, or null. */
export async function findPass(tx: Transaction, workspaceId: number): Promise<Pass | null> {
  const { rows } = await tx.query<Pass>({
    name: 'erasure-find-pass',
    text: `SELECT generation, dead_letters AS "deadLetters", after_id AS "afterId" FROM erasure
            WHERE workspace_id = $1`,
    values: [workspaceId],
  });
  return rows[0] ?? null;
}

/** Begins a pass for all who are forgotten. @returns whether there is anybody */
export async function beginPass(tx: Transaction, workspaceId: number): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'erasure-begin-pass',
    text: `INSERT INTO erasure (workspace_id, generation)
           SELECT $1, max(generation) FROM regulation_identifier
            WHERE workspace_id = $1 AND stage = 2 HAVING count(*) > 0`,
    values: [workspaceId],
  });
  return rowCount !== 0;
}

/** Afterwards the pass goes on from there. */
export async function recordPass(
  tx: Transaction,
  workspaceId: number,
  { deadLetters, afterId }: Omit<Pass, 'generation'>,
): Promise<void> {
  await tx.query({
    name: 'erasure-record-pass',
    text: 'UPDATE erasure SET dead_letters = $2, after_id = $3 WHERE workspace_id = $1',
    values: [workspaceId, deadLetters, afterId],
  });
}

/** Ends a pass: whoever was forgotten before it is erased, and is not on record any more. */
export async function endPass(tx: Transaction, workspaceId: number): Promise<void> {
  const values = [workspaceId];
  await tx.query({
    name: 'erasure-forget-meant',
    text: 'DELETE FROM regulation_identifier WHERE workspace_id = $1 AND stage = 2',
    values,
  });
  await tx.query({
    name: 'erasure-end-pass',
    text: 'DELETE FROM erasure WHERE workspace_id = $1',
    values,
  });
}

/** Afterwards every regulation that means nobody any more is finished. */
export async function finishRegulations(tx: Transaction, workspaceId: number): Promise<void> {
  await tx.query({
    name: 'regulation-finish',
    text: `UPDATE regulation SET finished_at = now()
            WHERE workspace_id = $1 AND finished_at IS NULL
              AND NOT EXISTS (SELECT FROM regulation_identifier AS meant
                               WHERE meant.workspace_id = $1 AND meant.regulation_id = regulation.id)`,
    values: [workspaceId],
  });
}

/** What a pass is to do for an identifier. */
export type Forgotten = {
  /** Its events up to this moment are erased, ISO 8601; null: none. */
  until: string | null;
  /** Its events that were stored under an older one are to be counted anew. */
  generation: number;
  regulationId: number;
};

/** Of these identifiers those that a pass is for, by their ids. */
export async function findForgotten(
  tx: Transaction,
  workspaceId: number,
  ids: readonly string[],
): Promise<Map<string, Forgotten>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<Omit<Forgotten, 'until'> & { id: string; until: Date | null }>({
    name: 'erasure-find-forgotten',
    text: `SELECT identifier_id AS id, max(until) AS until, max(generation) AS generation,
                  min(regulation_id) AS "regulationId"
             FROM regulation_identifier
            WHERE workspace_id = $1 AND identifier_id = ANY($2::uuid[]) AND stage = 2
            GROUP BY identifier_id`,
    values: [workspaceId, ids],
  });
  return new Map(rows.map(({ id, until, ...one }) => [id, { ...one, until: until?.toISOString() ?? null }]));
}

/** Adds to how many events the regulations have found. */
export async function addErased(
  tx: Transaction,
  workspaceId: number,
  events: ReadonlyMap<number, number>,
): Promise<void> {
  if (events.size === 0) return;
  await tx.query({
    name: 'regulation-add-erased',
    text: `UPDATE regulation SET events = regulation.events + found.events
             FROM unnest($2::int[], $3::int[]) AS found (id, events)
            WHERE regulation.workspace_id = $1 AND regulation.id = found.id`,
    values: [workspaceId, [...events.keys()], [...events.values()]],
  });
}

import type { RegulationType } from '#contract';
import type { Transaction } from '#database';
import { listFellows, type Fellow, type IdentifierKind } from '#identity';
import { addMeant } from './record-regulation.js';
import { deletes, suppresses } from './regulation-effects.js';
import { liftSuppressions, raiseTombstones, type Verdict } from './tombstones.js';

/** Identifiers that are dealt with in one transaction, during which nothing else is recorded. */
const meantTogetherMax = 500;

/** What waits to be applied: identifiers of one regulation. */
export type Waiting = {
  regulationId: number;
  type: RegulationType;
  meant: { id: string; kind: IdentifierKind; value: string; named: boolean; until: string | null }[];
};

/** The next identifiers of a workspace to which a regulation is to be applied, in the order of the regulations; or null. */
export async function findWaiting(tx: Transaction, workspaceId: number): Promise<Waiting | null> {
  const { rows } = await tx.query<{
    regulation_id: number;
    type: RegulationType;
    identifier_id: string;
    kind: IdentifierKind;
    value: string;
    named: boolean;
    until: Date | null;
  }>({
    name: 'regulation-find-waiting',
    text: `SELECT regulation.id AS regulation_id, type, identifier_id, kind, value, named, until
             FROM (SELECT workspace_id, min(regulation_id) AS id FROM regulation_identifier
                    WHERE workspace_id = $1 AND stage = 0 GROUP BY workspace_id) AS next
             JOIN regulation USING (workspace_id, id)
             JOIN regulation_identifier AS meant
               ON meant.workspace_id = $1 AND meant.regulation_id = regulation.id AND stage = 0
            ORDER BY identifier_id LIMIT $2`,
    values: [workspaceId, meantTogetherMax],
  });
  const [first] = rows;
  if (first === undefined) return null;
  return {
    regulationId: first.regulation_id,
    type: first.type,
    meant: rows.map(({ identifier_id: id, kind, value, named, until }) => ({
      id,
      kind,
      value,
      named,
      until: until?.toISOString() ?? null,
    })),
  };
}

/**
 * Afterwards whoever is to be suppressed as well is erased with all that came until this moment, and not only until it
 * was asked for. No event may be stored meanwhile.
 */
export async function extendToNow(tx: Transaction, workspaceId: number): Promise<void> {
  await tx.query({
    name: 'regulation-extend-to-now',
    text: `UPDATE regulation_identifier AS meant SET until = greatest(until, clock_timestamp()) FROM regulation
            WHERE regulation.workspace_id = $1 AND meant.workspace_id = $1 AND meant.regulation_id = regulation.id
              AND type = 'SUPPRESS_WITH_DELETE' AND stage = 0 AND named`,
    values: [workspaceId],
  });
}

/**
 * Applies a regulation: afterwards tombstones stand for these identifiers and for everything that names the same people,
 * merged ones included. What is to be erased is on record with them. No event may be stored meanwhile.
 */
export async function applyRegulation(
  tx: Transaction,
  workspaceId: number,
  { regulationId, type, meant }: Waiting,
): Promise<void> {
  const key = { workspaceId, regulationId };
  const ids = meant.map(({ id }) => id);
  const named = new Map(meant.filter((one) => one.named).map((one) => [one.id, one]));
  if (type === 'UNSUPPRESS') await liftSuppressions(tx, workspaceId, ids);
  const fellows = await listFellows(tx, workspaceId, [...named.keys()]);
  const suppressed = suppresses(type);
  const own = meant.map((one): Verdict => ({
    id: one.id,
    namedById: one.id,
    until: one.until,
    suppressed: suppressed && one.named,
  }));
  const others = fellows
    .filter(({ id }) => !named.has(id))
    .map((identifier) => ({
      identifier,
      until: endOf(identifier, named.get(identifier.ofId)?.until ?? null),
    }));
  const theirs = others.map(({ identifier: { id, ofId, kind }, until }): Verdict => ({
    id,
    namedById: ofId,
    until,
    // A machine may be shared, and its other users are to be heard still.
    suppressed: suppressed && kind !== 'anonymous',
  }));
  if (type !== 'UNSUPPRESS') {
    const verdicts = [...own, ...theirs].filter((one) => one.suppressed || one.until !== null);
    await raiseTombstones(tx, key, verdicts);
  }
  await moveOn(tx, key, ids, deletes(type));
  // Others are meant even where nothing of their own is erased: it was the erased who claimed them.
  if (deletes(type)) await addMeant(tx, { ...key, named: false, stage: 1 }, others);
  await recordStart(tx, key, new Set(fellows.map(({ ownerId }) => ownerId)).size);
}

/** What is claimed later than what is erased belongs to who comes after it. */
const endOf = ({ claimedAt }: Fellow, until: string | null): string | null =>
  claimedAt === null || (until !== null && claimedAt <= until) ? until : null;

/** Afterwards these wait to be forgotten; where nothing is to be forgotten, they are meant no more. */
async function moveOn(
  tx: Transaction,
  { workspaceId, regulationId }: { workspaceId: number; regulationId: number },
  ids: readonly string[],
  isDeletion: boolean,
): Promise<void> {
  const values = [workspaceId, regulationId, ids];
  const meant = 'workspace_id = $1 AND regulation_id = $2 AND identifier_id = ANY($3::uuid[])';
  if (isDeletion)
    await tx.query({
      name: 'regulation-meant-applied',
      text: `UPDATE regulation_identifier SET stage = 1 WHERE ${meant}`,
      values,
    });
  else
    await tx.query({
      name: 'regulation-meant-done',
      text: `DELETE FROM regulation_identifier WHERE ${meant}`,
      values,
    });
}

async function recordStart(
  tx: Transaction,
  { workspaceId, regulationId }: { workspaceId: number; regulationId: number },
  people: number,
): Promise<void> {
  await tx.query({
    name: 'regulation-start',
    text: `UPDATE regulation SET started_at = coalesce(started_at, now()), finished_at = NULL, people = people + $3
            WHERE workspace_id = $1 AND id = $2`,
    values: [workspaceId, regulationId, people],
  });
}

import type pg from 'pg';
import { recordAudit } from '#audit';
import { HydraError } from '#contract';
import type { Transaction } from '#database';
import { lockOwned, OwnersMoved, pointIdentifiers, type Pointed } from '#identity';
import { refreshPeople } from '#people';
import { inTransactionAnew } from './begin-anew.js';
import { readMerge, type Merge } from './list-merges.js';

/**
 * Afterwards everybody is who they would be had the merge never been, with what was said and claimed meanwhile. Where it
 * was undone before, nothing changes.
 * @param by the e-mail address of a member of staff
 * @throws HydraError not_found, merge_built_upon
 */
export function undoMerge(
  pool: pg.Pool,
  { workspaceId, id, by }: { workspaceId: number; id: number; by: string },
): Promise<Merge> {
  return inTransactionAnew(pool, async (tx) => {
    const { mergedId, undone } = await lockMerge(tx, workspaceId, id);
    if (undone) return readMerge(tx, workspaceId, id);

    const moved = await readMoved(tx, workspaceId, id);
    const owners = [...new Set(moved.map(({ ownerId }) => ownerId))];
    const locked = await lockOwned(tx, workspaceId, owners);
    const returning = findReturning(
      locked,
      moved.map((one) => one.id),
    );
    await assertLast(tx, workspaceId, id, returning.own);

    const ids = [...returning.own, ...returning.claimed];
    await pointIdentifiers(tx, workspaceId, ids, mergedId);
    const changed = [...owners, mergedId].map((owner) => ({ workspaceId, id: owner }));
    await refreshPeople(tx, { changed, repeated: [] }, []);
    await tx.query({
      name: 'merge-undo',
      text: 'UPDATE merge SET undone_by = $3, undone_at = now() WHERE workspace_id = $1 AND id = $2',
      values: [workspaceId, id, by],
    });
    await recordAudit(tx, {
      workspaceId,
      actor: by,
      action: 'person.unmerge',
      object: mergedId,
      detail: { merge: id, identifiers: ids },
    });
    return readMerge(tx, workspaceId, id);
  });
}

async function lockMerge(
  tx: Transaction,
  workspaceId: number,
  id: number,
): Promise<{ mergedId: string; undone: boolean }> {
  const { rows } = await tx.query<{ mergedId: string; undone: boolean }>({
    name: 'merge-lock',
    text: `SELECT merged_id AS "mergedId", undone_at IS NOT NULL AS undone FROM merge
            WHERE workspace_id = $1 AND id = $2 FOR UPDATE`,
    values: [workspaceId, id],
  });
  const [row] = rows;
  if (row === undefined) throw new HydraError('not_found', { message: 'There is no such merge.' });
  return row;
}

async function readMoved(
  tx: Transaction,
  workspaceId: number,
  mergeId: number,
): Promise<{ id: string; ownerId: string }[]> {
  const { rows } = await tx.query<{ id: string; ownerId: string }>({
    name: 'merge-read-moved',
    text: `SELECT known.id, owner_id AS "ownerId" FROM merged_identifier AS moved
             JOIN identifier AS known ON known.workspace_id = moved.workspace_id AND known.id = moved.identifier_id
            WHERE moved.workspace_id = $1 AND merge_id = $2`,
    values: [workspaceId, mergeId],
  });
  return rows;
}

/**
 * Who goes back: the identifiers that were moved and that nobody has claimed since, and whatever they have claimed,
 * before the merge or since.
 * @throws OwnersMoved where one of the moved belongs to somebody else by now
 */
function findReturning(
  locked: readonly Pointed[],
  moved: readonly string[],
): { own: string[]; claimed: string[] } {
  const byId = new Map(locked.map((one) => [one.id, one]));
  if (!moved.every((id) => byId.has(id))) throw new OwnersMoved();
  const own = moved.filter((id) => byId.get(id)?.claimedBy === null);
  const claimants = new Set<string | null>(own);
  return { own, claimed: locked.filter(({ claimedBy }) => claimants.has(claimedBy)).map(({ id }) => id) };
}

/** @throws HydraError merge_built_upon where a later merge has moved one of these on */
async function assertLast(
  tx: Transaction,
  workspaceId: number,
  mergeId: number,
  identifierIds: readonly string[],
): Promise<void> {
  const { rows } = await tx.query<{ id: number | null }>({
    name: 'merge-find-later',
    text: `SELECT max(merge.id) AS id FROM merged_identifier AS moved
             JOIN merge ON merge.workspace_id = moved.workspace_id AND merge.id = moved.merge_id
            WHERE moved.workspace_id = $1 AND moved.identifier_id = ANY($3::uuid[]) AND merge.id > $2
              AND undone_at IS NULL`,
    values: [workspaceId, mergeId, identifierIds],
  });
  const later = rows[0]?.id ?? null;
  if (later !== null)
    throw new HydraError('merge_built_upon', {
      message: `Merge ${later} builds on this one. Undo that one first.`,
    });
}

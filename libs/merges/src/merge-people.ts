import type pg from 'pg';
import { recordAudit } from '#audit';
import { HydraError } from '#contract';
import type { Transaction } from '#database';
import { lockOwned, OwnersMoved, pointIdentifiers, type Pointed } from '#identity';
import { getPersonId, refreshPeople } from '#people';
import { inTransactionAnew } from './begin-anew.js';
import { readMerge, type Merge } from './list-merges.js';

/** Which two are one. Each is named by its own id or that of any of its identifiers. */
export type MergeRequest = {
  workspaceId: number;
  /** Who survives. */
  id: string;
  /** Who becomes part of them. */
  withId: string;
  /** The e-mail address of a member of staff. */
  by: string;
};

/**
 * Afterwards the two people are one: every identifier of the second belongs to the first, and so does what is said and
 * done by it from now on. Where this merge is on record already, nothing changes.
 * @throws HydraError not_found, already_one_person, survivor_without_user_id
 */
export function mergePeople(pool: pg.Pool, request: MergeRequest): Promise<Merge> {
  return inTransactionAnew(pool, async (tx) => {
    const { workspaceId } = request;
    const survivorId = await getPersonId(tx, { workspaceId, id: request.id });
    const mergedId = await getPersonId(tx, { workspaceId, id: request.withId });
    if (survivorId === mergedId) return readMade(tx, request);

    const locked = await lockOwned(tx, workspaceId, [survivorId, mergedId]);
    const ownerNow = (id: string): string | undefined => locked.find((one) => one.id === id)?.ownerId;
    if (ownerNow(request.id) !== survivorId || ownerNow(request.withId) !== mergedId) throw new OwnersMoved();
    const moved = locked.filter(({ ownerId }) => ownerId === mergedId);
    assertLasting(locked.filter(({ ownerId }) => ownerId === survivorId));

    const ids = moved.map(({ id }) => id);
    await pointIdentifiers(tx, workspaceId, ids, survivorId);
    const changed = [survivorId, mergedId].map((id) => ({ workspaceId, id }));
    await refreshPeople(tx, { changed, repeated: [] }, []);
    const id = await recordMerge(tx, { workspaceId, survivorId, mergedId, by: request.by, ids });
    await recordAudit(tx, {
      workspaceId,
      actor: request.by,
      action: 'person.merge',
      object: survivorId,
      detail: { merge: id, merged: mergedId, identifiers: ids },
    });
    return readMerge(tx, workspaceId, id);
  });
}

/**
 * A user id is never claimed by anybody. An anonymous id or an address may be, and would then take along whoever was
 * pointed to it.
 */
function assertLasting(survivors: readonly Pointed[]): void {
  if (!survivors.some(({ kind }) => kind === 'user')) throw new HydraError('survivor_without_user_id');
}

/** The merge that has made one of the two. @throws HydraError already_one_person where none has */
async function readMade(tx: Transaction, { workspaceId, withId }: MergeRequest): Promise<Merge> {
  const { rows } = await tx.query<{ id: number }>({
    name: 'merge-find-made',
    text: `SELECT merge.id FROM merged_identifier AS moved
             JOIN merge ON merge.workspace_id = moved.workspace_id AND merge.id = moved.merge_id
            WHERE moved.workspace_id = $1 AND moved.identifier_id = $2 AND undone_at IS NULL
            ORDER BY merge.id DESC LIMIT 1`,
    values: [workspaceId, withId],
  });
  const [row] = rows;
  if (row === undefined) throw new HydraError('already_one_person');
  return readMerge(tx, workspaceId, row.id);
}

async function recordMerge(
  tx: Transaction,
  merge: { workspaceId: number; survivorId: string; mergedId: string; by: string; ids: readonly string[] },
): Promise<number> {
  const { rows } = await tx.query<{ id: number }>({
    name: 'merge-record',
    text: `INSERT INTO merge (workspace_id, survivor_id, merged_id, merged_by) VALUES ($1, $2, $3, $4) RETURNING id`,
    values: [merge.workspaceId, merge.survivorId, merge.mergedId, merge.by],
  });
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('The merge got no number.');
  await tx.query({
    name: 'merge-record-identifiers',
    text: `INSERT INTO merged_identifier (workspace_id, merge_id, identifier_id)
           SELECT $1, $2, unnest($3::uuid[])`,
    values: [merge.workspaceId, id, merge.ids],
  });
  return id;
}

import { arrayOf, listOf, type Transaction } from '#database';
import type { LearntOf } from './learn.js';
import { keyOf, type OwnerRef } from './owner.js';
import { readOwned, type Owned, type Recorded } from './owned.js';

/** What a row says beside what it shows: how many of the owner's identifiers have traits. */
export type ProjectedRow = Record<string, unknown> & { told_by: number };

/** More than these are not counted: the column holds no larger number, and nobody asks for it. */
const toldByMax = 32_767;

export const toldBy = (mine: readonly Owned[]): number =>
  Math.min(
    mine.reduce((count, { traits }) => count + Math.sign(traits.length), 0),
    toldByMax,
  );

/** A table with a row an owner, made from what is known of its identifiers. */
export type Projection<Row extends ProjectedRow> = {
  table: 'person' | 'company';
  /** Every column beside workspace_id and id, with its type. */
  columns: Record<keyof Row & string, 'text' | 'boolean' | 'uuid' | 'smallint'>;
  /** The row of each owner, by `keyOf`. */
  describe(tx: Transaction, owned: ReadonlyMap<string, Owned[]>): Promise<Map<string, Row>>;
};

/**
 * Afterwards the rows of these owners say what their identifiers say; an owner that no identifier points to has none.
 * The rows are locked, in the order of their ids, before the identifiers are read: of two transactions that touch one
 * owner, the later one sees what the earlier one wrote.
 * @param recorded what this transaction has recorded of identifiers, whose rows it holds locked.
 * @param isCurrent whether the row of an owner of whom only the same was said again is as it should be otherwise.
 */
export async function refreshOwners<Row extends ProjectedRow>(
  tx: Transaction,
  projection: Projection<Row>,
  { changed, repeated }: LearntOf,
  recorded: Recorded,
  isCurrent: (owner: OwnerRef, row: Row) => boolean = () => true,
): Promise<void> {
  const sure = byKey(changed);
  const owners = new Map([...byKey(repeated), ...sure]);
  if (owners.size === 0) return;
  const rows = await lockOwners(tx, projection, [...owners.values()]);
  const stale = [...owners].flatMap(([key, owner]) => {
    const row = rows.get(key);
    return row === undefined || sure.has(key) || row.told_by > 1 || !isCurrent(owner, row) ? owner : [];
  });
  if (stale.length === 0) return;
  const owned = await readOwned(tx, stale, recorded);
  const present = stale.filter((owner) => owned.has(keyOf(owner.workspaceId, owner.id)));
  await upsert(tx, projection, present, await projection.describe(tx, owned));
  await remove(
    tx,
    projection.table,
    stale.filter((owner) => !owned.has(keyOf(owner.workspaceId, owner.id))),
  );
}

const byKey = (owners: readonly OwnerRef[]): Map<string, OwnerRef> =>
  new Map(owners.map((owner) => [keyOf(owner.workspaceId, owner.id), owner]));

const keyColumns = (owners: readonly OwnerRef[]): unknown[] => [
  listOf(owners.map((owner) => owner.workspaceId)),
  listOf(owners.map((owner) => owner.id)),
];

const keys = `${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}`;

/**
 * Locks row by row, for the reason that `lockIdentifiers` gives.
 * @returns the rows of those that have one, by `keyOf`.
 */
async function lockOwners<Row extends ProjectedRow>(
  tx: Transaction,
  { table, columns }: Projection<Row>,
  owners: readonly OwnerRef[],
): Promise<Map<string, Row>> {
  const { rows } = await tx.query<Row & { workspace_id: number; id: string }>({
    name: `${table}-lock`,
    text: `SELECT known.*
             FROM (SELECT * FROM unnest(${keys}) AS owner (workspace_id, id) ORDER BY workspace_id, id) AS owner
            CROSS JOIN LATERAL (SELECT workspace_id, id, ${Object.keys(columns).join(', ')} FROM ${table}
                                 WHERE workspace_id = owner.workspace_id AND id = owner.id FOR UPDATE) AS known`,
    values: keyColumns(owners),
  });
  return new Map(rows.map((row) => [keyOf(row.workspace_id, row.id), row]));
}

async function upsert<Row extends ProjectedRow>(
  tx: Transaction,
  { table, columns }: Projection<Row>,
  owners: readonly OwnerRef[],
  rows: ReadonlyMap<string, Row>,
): Promise<void> {
  if (owners.length === 0) return;
  const names = Object.keys(columns);
  const arrays = Object.values<string>(columns).map((type, at) => `$${at + 3}::${type}[]`);
  await tx.query({
    name: `${table}-upsert`,
    text: `INSERT INTO ${table} (workspace_id, id, ${names.join(', ')})
           SELECT * FROM unnest(${keys}, ${arrays.join(', ')}) AS new (workspace_id, id, ${names.join(', ')})
            ORDER BY workspace_id, id
           ON CONFLICT (workspace_id, id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}
            WHERE (${names.map((name) => `${table}.${name}`).join(', ')})
                  IS DISTINCT FROM (${names.map((name) => `excluded.${name}`).join(', ')})`,
    values: [
      ...keyColumns(owners),
      ...names.map((name) =>
        owners.map((owner) => rows.get(keyOf(owner.workspaceId, owner.id))?.[name] ?? null),
      ),
    ],
  });
}

async function remove(tx: Transaction, table: string, owners: readonly OwnerRef[]): Promise<void> {
  if (owners.length === 0) return;
  await tx.query({
    name: `${table}-remove`,
    text: `DELETE FROM ${table} USING unnest(${keys}) AS owner (workspace_id, id)
            WHERE ${table}.workspace_id = owner.workspace_id AND ${table}.id = owner.id`,
    values: keyColumns(owners),
  });
}

import { randomBytes } from 'node:crypto';
import { arrayOf, listOf, type Transaction } from '#database';
import { keyOf } from '#identity';
import { digestOf } from './digest.js';

/** What holds of an identifier for good, or until it is said otherwise. */
export type Tombstone = {
  /** ISO 8601; null where nothing was erased. */
  deletedUntil: string | null;
  suppressed: boolean;
  /** The regulation that erased last; where nothing was erased, the one that suppressed. */
  regulationId: number;
};

type Ref = { workspaceId: number; id: string };

/** The tombstones of these identifiers, by `keyOf`. Most have none. */
export async function findTombstones(
  db: Transaction,
  identifiers: readonly Ref[],
): Promise<Map<string, Tombstone>> {
  const found = new Map<string, Tombstone>();
  const salts = await readSalts(db, [...new Set(identifiers.map(({ workspaceId }) => workspaceId))]);
  const asked = new Map<string, string>();
  for (const { workspaceId, id } of identifiers) {
    const salt = salts.get(workspaceId);
    if (salt) asked.set(keyOf(workspaceId, id), digestOf(salt, id));
  }
  if (asked.size === 0) return found;
  const keys = [...asked.keys()];
  const { rows } = await db.query<{
    at: number;
    deleted_until: Date | null;
    suppressed: boolean;
    regulation_id: number;
  }>({
    name: 'tombstone-find',
    text: `SELECT asked.at::int, deleted_until, suppressed, regulation_id
             FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}) WITH ORDINALITY AS asked (workspace_id, digest, at)
             JOIN tombstone USING (workspace_id, digest)`,
    values: [listOf(keys.map((key) => key.slice(0, key.indexOf('/')))), listOf([...asked.values()])],
  });
  for (const row of rows) {
    const key = keys[row.at - 1];
    if (key === undefined) continue;
    found.set(key, {
      deletedUntil: row.deleted_until?.toISOString() ?? null,
      suppressed: row.suppressed,
      regulationId: row.regulation_id,
    });
  }
  return found;
}

async function readSalts(db: Transaction, workspaceIds: readonly number[]): Promise<Map<number, Buffer>> {
  if (workspaceIds.length === 0) return new Map();
  const { rows } = await db.query<{ workspace_id: number; salt: Buffer }>({
    name: 'tombstone-salt-read',
    text: 'SELECT workspace_id, salt FROM tombstone_salt WHERE workspace_id = ANY($1::int[])',
    values: [workspaceIds],
  });
  return new Map(rows.map(({ workspace_id: workspaceId, salt }) => [workspaceId, salt]));
}

/** The salt of a workspace, made if there is none yet. */
async function resolveSalt(tx: Transaction, workspaceId: number): Promise<Buffer> {
  await tx.query({
    name: 'tombstone-salt-make',
    text: 'INSERT INTO tombstone_salt (workspace_id, salt) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    values: [workspaceId, randomBytes(32)],
  });
  const salt = (await readSalts(tx, [workspaceId])).get(workspaceId);
  if (salt === undefined) throw new Error(`Workspace ${workspaceId} got no salt.`);
  return salt;
}

/** What a regulation says of one identifier. */
export type Verdict = {
  id: string;
  /** The id of the identifier by which it was named: its own, or another one's of the same person. */
  namedById: string;
  until: string | null;
  suppressed: boolean;
};

/** Afterwards these tombstones stand, with what was there before: the later of two deletions, and every suppression. */
export async function raiseTombstones(
  tx: Transaction,
  { workspaceId, regulationId }: { workspaceId: number; regulationId: number },
  verdicts: readonly Verdict[],
): Promise<void> {
  if (verdicts.length === 0) return;
  const salt = await resolveSalt(tx, workspaceId);
  await tx.query({
    name: 'tombstone-raise',
    text: `INSERT INTO tombstone AS known (workspace_id, regulation_id, digest, subject, deleted_until, suppressed)
           SELECT DISTINCT ON (digest) $1::int, $2::int, *
             FROM unnest(${arrayOf(3, 'uuid')}, ${arrayOf(4, 'uuid')}, ${arrayOf(5, 'timestamptz')}, ${arrayOf(6, 'bool')})
                    AS new (digest, subject, deleted_until, suppressed)
            ORDER BY digest, deleted_until DESC NULLS LAST, suppressed DESC
           ON CONFLICT (workspace_id, digest) DO UPDATE
              SET deleted_until = greatest(known.deleted_until, excluded.deleted_until),
                  suppressed = known.suppressed OR excluded.suppressed,
                  subject = CASE WHEN excluded.suppressed THEN excluded.subject ELSE known.subject END,
                  regulation_id = CASE WHEN excluded.deleted_until IS NULL THEN known.regulation_id
                                       ELSE excluded.regulation_id END`,
    values: [
      workspaceId,
      regulationId,
      listOf(verdicts.map(({ id }) => digestOf(salt, id))),
      listOf(verdicts.map(({ namedById }) => digestOf(salt, namedById))),
      listOf(verdicts.map(({ until }) => until)),
      listOf(verdicts.map(({ suppressed }) => suppressed)),
    ],
  });
}

/** Afterwards these identifiers, and those that were suppressed together with them, are suppressed no more. */
export async function liftSuppressions(
  tx: Transaction,
  workspaceId: number,
  identifierIds: readonly string[],
): Promise<void> {
  const salt = await resolveSalt(tx, workspaceId);
  await tx.query({
    name: 'tombstone-lift',
    text: `UPDATE tombstone SET suppressed = false
            WHERE workspace_id = $1 AND suppressed AND (digest = ANY($2::uuid[]) OR subject = ANY($2::uuid[]))`,
    values: [workspaceId, identifierIds.map((id) => digestOf(salt, id))],
  });
}

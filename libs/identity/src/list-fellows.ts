import type { Transaction } from '#database';
import { personKinds, type PersonKind } from './identifier.js';

/** An identifier of the person whom another one names. */
export type Fellow = {
  /** The id of the one that was asked for. */
  ofId: string;
  ownerId: string;
  id: string;
  kind: PersonKind;
  value: string;
  /** When its person claimed it, ISO 8601; null where it is theirs without a claim. */
  claimedAt: string | null;
};

/** Every identifier of each person whom these name, merged ones included, and themselves. Who is unknown has none. */
export async function listFellows(
  db: Transaction,
  workspaceId: number,
  ids: readonly string[],
): Promise<Fellow[]> {
  const { rows } = await db.query<Omit<Fellow, 'claimedAt'> & { claimedAt: Date | null }>({
    name: 'identifier-fellows',
    text: `SELECT asked.id AS "ofId", known.owner_id AS "ownerId", known.id, known.kind, known.value,
                  known.claimed_at AS "claimedAt"
             FROM identifier AS asked
             JOIN identifier AS known ON known.workspace_id = asked.workspace_id AND known.owner_id = asked.owner_id
            WHERE asked.workspace_id = $1 AND asked.id = ANY($2::uuid[]) AND asked.kind = ANY($3::text[])
            ORDER BY asked.id, known.id`,
    values: [workspaceId, ids, personKinds],
  });
  return rows.map((row) => ({ ...row, claimedAt: row.claimedAt?.toISOString() ?? null }));
}

import type { Transaction } from '#database';
import { personKinds } from './identifier.js';
import type { OwnerRef } from './owner.js';

/**
 * Afterwards nothing is known of these identifiers of people. Locks their rows in the order of their ids.
 * @returns whose they were, each once: those have to be made anew from what is left
 */
export async function forgetIdentifiers(
  tx: Transaction,
  workspaceId: number,
  ids: readonly string[],
): Promise<OwnerRef[]> {
  const values = [workspaceId, ids, personKinds];
  await tx.query({
    name: 'identifier-forget-lock',
    text: `SELECT FROM identifier WHERE workspace_id = $1 AND id = ANY($2::uuid[]) AND kind = ANY($3::text[])
            ORDER BY id FOR UPDATE`,
    values,
  });
  const { rows } = await tx.query<{ id: string }>({
    name: 'identifier-forget',
    text: `WITH gone AS (DELETE FROM identifier
                          WHERE workspace_id = $1 AND id = ANY($2::uuid[]) AND kind = ANY($3::text[]) RETURNING owner_id)
           SELECT DISTINCT owner_id AS id FROM gone`,
    values,
  });
  return rows.map(({ id }) => ({ workspaceId, id }));
}

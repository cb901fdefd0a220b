import type { Transaction } from '#database';

/** Whose an identifier is by somebody's word. */
export type HeldClaim = { by: string | null; at: string | null };

/** The claims that hold on these identifiers, by their ids; one without a row is not there. */
export async function readClaims(
  db: Transaction,
  workspaceId: number,
  ids: readonly string[],
): Promise<Map<string, HeldClaim>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.query<{ id: string; claimed_by: string | null; claimed_at: Date | null }>({
    name: 'identifier-claims',
    text: 'SELECT id, claimed_by, claimed_at FROM identifier WHERE workspace_id = $1 AND id = ANY($2::uuid[])',
    values: [workspaceId, ids],
  });
  return new Map(
    rows.map(({ id, claimed_by, claimed_at }) => [
      id,
      { by: claimed_by, at: claimed_at?.toISOString() ?? null },
    ]),
  );
}

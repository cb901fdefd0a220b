import type { Transaction } from '#database';

/** Afterwards nothing says what these identifiers have used: for the erasure of whom they name. */
export async function forgetUsage(
  tx: Transaction,
  workspaceId: number,
  identifierIds: readonly string[],
): Promise<void> {
  await tx.query({
    name: 'usage-forget',
    text: 'DELETE FROM usage_count WHERE workspace_id = $1 AND identifier_id = ANY($2::uuid[])',
    values: [workspaceId, identifierIds],
  });
}

import type { Transaction } from '#database';

/** Afterwards no merge names these identifiers: for the erasure of whom they name. */
export async function forgetMerged(
  tx: Transaction,
  workspaceId: number,
  identifierIds: readonly string[],
): Promise<void> {
  await tx.query({
    name: 'merge-forget-identifiers',
    text: 'DELETE FROM merged_identifier WHERE workspace_id = $1 AND identifier_id = ANY($2::uuid[])',
    values: [workspaceId, identifierIds],
  });
}

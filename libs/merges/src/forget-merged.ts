import type { Transaction } from '#database';

/**
 * Afterwards no merge names these identifiers: for the erasure of whom they name. A merge that one of them survived, or
 * became part of, is gone.
 */
export async function forgetMerged(
  tx: Transaction,
  workspaceId: number,
  identifierIds: readonly string[],
): Promise<void> {
  await tx.query({
    name: 'merge-forget-identifiers',
    text: `DELETE FROM merged_identifier AS moved USING merge
            WHERE merge.workspace_id = $1 AND moved.workspace_id = $1 AND moved.merge_id = merge.id
              AND (moved.identifier_id = ANY($2::uuid[]) OR survivor_id = ANY($2::uuid[]) OR merged_id = ANY($2::uuid[]))`,
    values: [workspaceId, identifierIds],
  });
  await tx.query({
    name: 'merge-forget',
    text: `DELETE FROM merge
            WHERE workspace_id = $1 AND (survivor_id = ANY($2::uuid[]) OR merged_id = ANY($2::uuid[]))`,
    values: [workspaceId, identifierIds],
  });
}

import type { Transaction } from '#database';

/** Afterwards no reprocess names these people: for their erasure. One that is under way for one of them is gone. */
export async function forgetReprocesses(
  tx: Transaction,
  workspaceId: number,
  personIds: readonly string[],
): Promise<void> {
  await tx.query({
    name: 'reprocess-forget',
    text: 'DELETE FROM reprocess WHERE workspace_id = $1 AND person_id = ANY($2::uuid[])',
    values: [workspaceId, personIds],
  });
}

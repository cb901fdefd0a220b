import type { Transaction } from '#database';

/** Afterwards nothing says which companies these identifiers belong to: for the erasure of whom they name. */
export async function forgetMemberships(
  tx: Transaction,
  workspaceId: number,
  identifierIds: readonly string[],
): Promise<void> {
  await tx.query({
    name: 'membership-forget',
    text: 'DELETE FROM membership WHERE workspace_id = $1 AND identifier_id = ANY($2::uuid[])',
    values: [workspaceId, identifierIds],
  });
}

import type { Transaction } from '#database';

/** Afterwards nothing says in which audiences these identifiers are or were: for the erasure of whom they name. */
export async function forgetAudienceMemberships(
  tx: Transaction,
  workspaceId: number,
  identifierIds: readonly string[],
): Promise<void> {
  await tx.query({
    name: 'audience-membership-forget',
    text: 'DELETE FROM audience_membership WHERE workspace_id = $1 AND identifier_id = ANY($2::uuid[])',
    values: [workspaceId, identifierIds],
  });
}

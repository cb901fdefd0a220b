import type { Transaction } from '#database';
import { refreshOwners, type Identifier, type OwnerRef, type Recorded } from '#identity';
import { companyProjection } from './company-projection.js';

/** Afterwards the rows of these companies say what their identifiers say. */
export async function refreshCompanies(
  tx: Transaction,
  companies: readonly OwnerRef[],
  recorded: Recorded,
): Promise<void> {
  await refreshOwners(tx, companyProjection, companies, recorded);
}

/** Afterwards each of these groups has a company; of a new one only the group id is known. */
export async function createCompanyStubs(tx: Transaction, owners: readonly Identifier[]): Promise<void> {
  if (owners.length === 0) return;
  await tx.query({
    name: 'company-stub',
    text: `INSERT INTO company (workspace_id, id, guessed, search)
           SELECT workspace_id, id, false, value
             FROM unnest($1::int[], $2::uuid[], $3::text[]) AS owner (workspace_id, id, value)
            ORDER BY workspace_id, id
           ON CONFLICT (workspace_id, id) DO NOTHING`,
    values: [
      owners.map(({ workspaceId }) => workspaceId),
      owners.map(({ id }) => id),
      owners.map(({ value }) => value),
    ],
  });
}

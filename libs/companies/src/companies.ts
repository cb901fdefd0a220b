import type { Transaction } from '#database';
import { refreshOwners, type LearntOf, type Recorded } from '#identity';
import { companyProjection } from './company-projection.js';

/** Afterwards the rows of these companies say what their identifiers say. */
export async function refreshCompanies(
  tx: Transaction,
  companies: LearntOf,
  recorded: Recorded,
): Promise<void> {
  await refreshOwners(tx, companyProjection, companies, recorded);
}

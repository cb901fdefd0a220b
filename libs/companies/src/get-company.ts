import type { z } from 'zod';
import { HydraError, type staffApi } from '#contract';
import type { Transaction } from '#database';
import { companyKinds, findOwnerId, readOwnerDetails, type OwnerRef } from '#identity';

/** A company, as staff see one. */
export type CompanyDetails = z.infer<typeof staffApi.company>;

type Row = { id: string; name: string | null; domain: string | null; guessed: boolean; people: number };

/**
 * A company with traits and identifiers, and how many people belong to it.
 * @param ref its own id or that of any of its identifiers, merged ones included
 * @throws HydraError not_found
 */
export async function getCompany(db: Transaction, ref: OwnerRef): Promise<CompanyDetails> {
  const company = { workspaceId: ref.workspaceId, id: await getCompanyId(db, ref) };
  const { rows } = await db.query<Row>({
    name: 'company-get',
    text: `SELECT id, name, domain, guessed,
                  (SELECT count(*)
                     FROM identifier AS named
                     JOIN person ON person.workspace_id = named.workspace_id
                                AND person.company_identifier_id = named.id
                    WHERE named.workspace_id = $1 AND named.owner_id = $2)::float8 AS people
             FROM company
            WHERE workspace_id = $1 AND id = $2`,
    values: [company.workspaceId, company.id],
  });
  const row = rows[0];
  if (row === undefined) throw noSuchCompany();
  return { ...row, ...(await readOwnerDetails(db, company, companyKinds)) };
}

/**
 * The id of the company whom this id names today.
 * @param ref its own id or that of any of its identifiers, merged ones included
 * @throws HydraError not_found
 */
export async function getCompanyId(db: Transaction, ref: OwnerRef): Promise<string> {
  const id = await findOwnerId(db, ref, companyKinds);
  if (id === null) throw noSuchCompany();
  return id;
}

const noSuchCompany = (): HydraError => new HydraError('not_found', { message: 'There is no such company.' });

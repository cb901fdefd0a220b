import type { z } from 'zod';
import { listAudiencesOf } from '#audiences';
import { HydraError, type staffApi } from '#contract';
import type { Transaction } from '#database';
import { companyKinds, findOwnerId, readOwnerDetails, type OwnerRef } from '#identity';

/** A company, as staff see one. */
export type CompanyDetails = z.infer<typeof staffApi.company>;

type Row = {
  id: string;
  name: string | null;
  domain: string | null;
  guessed: boolean;
  deleted: boolean;
  people: number;
};

/**
 * A company with traits and identifiers, and how many people belong to it.
 * @param ref its own id or that of any of its identifiers, merged ones included
 * @throws HydraError not_found
 */
export async function getCompany(db: Transaction, ref: OwnerRef): Promise<CompanyDetails> {
  const { rows } = await db.query<Row>({
    name: 'company-get',
    text: `SELECT company.id, name, domain, guessed, deleted,
                  (SELECT count(*)
                     FROM identifier AS named
                     JOIN person ON person.workspace_id = named.workspace_id
                                AND person.company_identifier_id = named.id
                    WHERE named.workspace_id = company.workspace_id AND named.owner_id = company.id)::float8 AS people
             FROM identifier AS asked
             JOIN company ON company.workspace_id = asked.workspace_id AND company.id = asked.owner_id
            WHERE asked.workspace_id = $1 AND asked.id = $2`,
    values: [ref.workspaceId, ref.id],
  });
  const row = rows[0];
  if (row === undefined) throw noSuchCompany();
  const owner = { workspaceId: ref.workspaceId, id: row.id };
  const audiences = await listAudiencesOf(db, owner);
  return { ...row, audiences, ...(await readOwnerDetails(db, owner, companyKinds)) };
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

import type { z } from 'zod';
import { listAudiencesOf } from '#audiences';
import { HydraError, type staffApi } from '#contract';
import type { Transaction } from '#database';
import { personKinds, readOwnerDetails, type OwnerRef } from '#identity';

/** A person, as staff see one. */
export type PersonDetails = z.infer<typeof staffApi.person>;

type Row = {
  id: string;
  name: string | null;
  email: string | null;
  emailInferred: boolean;
  title: string | null;
  identified: boolean;
  company_id: string | null;
  company_name: string | null;
  company_domain: string | null;
};

/**
 * A person with traits, identifiers and company.
 * @param ref its own id or that of any of its identifiers, merged ones included
 * @throws HydraError not_found
 */
export async function getPerson(db: Transaction, ref: OwnerRef): Promise<PersonDetails> {
  const { rows } = await db.query<Row>({
    name: 'person-get',
    text: `SELECT person.id, person.name, email, email_inferred AS "emailInferred", title,
                  person.identified, company.id AS company_id,
                  company.name AS company_name, company.domain AS company_domain
             FROM identifier AS asked
             JOIN person ON person.workspace_id = asked.workspace_id AND person.id = asked.owner_id
             LEFT JOIN identifier AS named
               ON named.workspace_id = person.workspace_id AND named.id = person.company_identifier_id
             LEFT JOIN company ON company.workspace_id = named.workspace_id AND company.id = named.owner_id
            WHERE asked.workspace_id = $1 AND asked.id = $2`,
    values: [ref.workspaceId, ref.id],
  });
  const row = rows[0];
  if (row === undefined) throw noSuchPerson();
  const { company_id: companyId, company_name: companyName, company_domain: domain, ...shown } = row;
  const company = companyId === null ? null : { id: companyId, name: companyName, domain };
  const owner = { workspaceId: ref.workspaceId, id: row.id };
  const audiences = await listAudiencesOf(db, owner);
  return { ...shown, company, audiences, ...(await readOwnerDetails(db, owner, personKinds)) };
}

/**
 * The id of the person whom this id names today.
 * @param ref its own id or that of any of its identifiers, merged ones included
 * @throws HydraError not_found
 */
export async function getPersonId(db: Transaction, ref: OwnerRef): Promise<string> {
  const { rows } = await db.query<{ id: string }>({
    name: 'person-find',
    text: `SELECT person.id FROM identifier AS asked
             JOIN person ON person.workspace_id = asked.workspace_id AND person.id = asked.owner_id
            WHERE asked.workspace_id = $1 AND asked.id = $2`,
    values: [ref.workspaceId, ref.id],
  });
  const [row] = rows;
  if (row === undefined) throw noSuchPerson();
  return row.id;
}

const noSuchPerson = (): HydraError => new HydraError('not_found', { message: 'There is no such person.' });

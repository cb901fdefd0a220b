import type { z } from 'zod';
import type { staffApi } from '#contract';
import type { Transaction } from '#database';
import { ownerPage, personKinds, toPage, type OwnersQuery } from '#identity';

/** A page of people, as staff see it. */
export type PersonPage = z.infer<typeof staffApi.personPage>;

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
  first_seen: string | null;
  last_seen: string | null;
};

/** A page of the people of a workspace, in the order of their ids. */
export async function listPeople(db: Transaction, query: OwnersQuery): Promise<PersonPage> {
  const found = ownerPage('person', personKinds, query);
  // Not prepared: which index serves a search best depends on what is searched.
  const { rows } = await db.query<Row>({
    text: `SELECT found.id, found.name, email, email_inferred AS "emailInferred", title, found.identified, company.id AS company_id,
                  company.name AS company_name, company.domain AS company_domain, first_seen, last_seen
             FROM (${found.text}) AS found
             LEFT JOIN identifier AS named
               ON named.workspace_id = found.workspace_id AND named.id = found.company_identifier_id
             LEFT JOIN company ON company.workspace_id = named.workspace_id AND company.id = named.owner_id
            CROSS JOIN LATERAL
                  (SELECT to_char(min(first_seen_on), 'YYYY-MM-DD') AS first_seen,
                          to_char(max(last_seen_on), 'YYYY-MM-DD') AS last_seen
                     FROM identifier
                    WHERE workspace_id = found.workspace_id AND owner_id = found.id) AS seen
            ORDER BY found.id`,
    values: found.values,
  });
  return toPage(rows.map(toItem), query.limit);
}

function toItem(row: Row): PersonPage['items'][number] {
  const { id, name, email, emailInferred, title, identified } = row;
  const company =
    row.company_id === null
      ? null
      : { id: row.company_id, name: row.company_name, domain: row.company_domain };
  const seen = { firstSeen: row.first_seen, lastSeen: row.last_seen };
  return { id, name, email, emailInferred, title, identified, company, ...seen };
}

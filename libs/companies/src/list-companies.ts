import type { z } from 'zod';
import type { staffApi } from '#contract';
import type { Transaction } from '#database';
import { companyKinds, ownerPage, toPage, type OwnersQuery } from '#identity';

/** A page of companies, as staff see it. */
export type CompanyPage = z.infer<typeof staffApi.companyPage>;

type Row = {
  id: string;
  name: string | null;
  domain: string | null;
  guessed: boolean;
  deleted: boolean;
  people: number;
  first_seen: string | null;
  last_seen: string | null;
};

/** A page of the companies of a workspace, in the order of their ids. */
export async function listCompanies(db: Transaction, query: OwnersQuery): Promise<CompanyPage> {
  const found = ownerPage('company', companyKinds, query);
  // Not prepared: which index serves a search best depends on what is searched.
  const { rows } = await db.query<Row>({
    text: `SELECT found.id, found.name, found.domain, found.guessed, found.deleted, people, first_seen, last_seen
             FROM (${found.text}) AS found
            CROSS JOIN LATERAL
                  (SELECT to_char(min(first_seen_on), 'YYYY-MM-DD') AS first_seen,
                          to_char(max(last_seen_on), 'YYYY-MM-DD') AS last_seen,
                          coalesce(sum((SELECT count(*) FROM person
                                         WHERE person.workspace_id = named.workspace_id
                                           AND person.company_identifier_id = named.id)), 0)::float8 AS people
                     FROM identifier AS named
                    WHERE named.workspace_id = found.workspace_id AND named.owner_id = found.id) AS known
            ORDER BY found.id`,
    values: found.values,
  });
  return toPage(rows.map(toItem), query.limit);
}

function toItem({ first_seen: firstSeen, last_seen: lastSeen, ...shown }: Row): CompanyPage['items'][number] {
  return { ...shown, firstSeen, lastSeen };
}

import type pg from 'pg';
import { lastWords, type Model, type Word } from './model.js';

const owned = `SELECT owner_id, array_agg(kind || ':' || value ORDER BY kind || ':' || value COLLATE "C") AS identifiers
                    , min(first_seen_on)::text AS first_seen, max(last_seen_on)::text AS last_seen
                 FROM identifier WHERE workspace_id = $1 GROUP BY owner_id`;

/** The audiences that the latest word on any identifier of an owner has entered. */
const audiences = `
  ARRAY(SELECT computation_id
          FROM (SELECT DISTINCT ON (m.audience_id) m.audience_id, m.entered
                  FROM audience_membership m JOIN identifier i ON i.workspace_id = $1 AND i.id = m.identifier_id
                 WHERE m.workspace_id = $1 AND i.owner_id = own.owner_id
                 ORDER BY m.audience_id, at DESC, message_id COLLATE "C" DESC, entered DESC) AS latest
          JOIN audience a ON a.workspace_id = $1 AND a.id = latest.audience_id
         WHERE entered ORDER BY computation_id)`;

/** What the database says of a workspace, in the words of the model. */
export async function readModel(pool: pg.Pool, workspaceId: number): Promise<Model> {
  const values = [workspaceId];
  const words = await readWords(pool, workspaceId);
  const traitsOf = (identifiers: readonly string[]): Record<string, unknown> => {
    return lastWords(identifiers.flatMap((identifier) => words.get(identifier) ?? []));
  };
  const { rows: people } = await pool.query<Omit<Model['people'][number], 'traits'>>(
    `WITH owned AS (${owned})
     SELECT own.identifiers, p.identified, p.email, p.name, p.title, own.first_seen AS "firstSeen",
            own.last_seen AS "lastSeen", ${audiences} AS audiences,
            CASE WHEN their.owner_id IS NULL THEN '[]' ELSE jsonb_build_array(their.identifiers) END AS companies
       FROM person p LEFT JOIN owned own ON own.owner_id = p.id
       LEFT JOIN identifier named ON named.workspace_id = $1 AND named.id = p.company_identifier_id
       LEFT JOIN owned their ON their.owner_id = named.owner_id
      WHERE p.workspace_id = $1`,
    values,
  );
  const { rows: companies } = await pool.query<Omit<Model['companies'][number], 'traits'>>(
    `WITH owned AS (${owned})
     SELECT own.identifiers, c.guessed, c.deleted, ${audiences} AS audiences FROM company c LEFT JOIN owned own ON own.owner_id = c.id
      WHERE c.workspace_id = $1`,
    values,
  );
  const { rows: counts } = await pool.query<Model['counts'][number]>(
    `WITH owned AS (${owned})
     SELECT own.identifiers AS person, f.name AS feature, u.day::text AS day, g.kind || ':' || g.value AS "group",
            jsonb_build_object('positive', sum(positive), 'neutral', sum(neutral), 'negative', sum(negative)) AS flags
       FROM usage_count u
       JOIN scanner s ON s.workspace_id = $1 AND s.id = u.scanner_id AND s.name = 'all'
       JOIN identifier i ON i.workspace_id = $1 AND i.id = u.identifier_id
       JOIN owned own ON own.owner_id = i.owner_id
       JOIN feature f ON f.workspace_id = $1 AND f.id = u.feature_id
       LEFT JOIN identifier g ON g.workspace_id = $1 AND g.id = u.company_identifier_id
      WHERE u.workspace_id = $1 GROUP BY 1, 2, 3, 4`,
    values,
  );
  return {
    people: people.map((person) => ({ ...person, traits: traitsOf(person.identifiers) })),
    companies: companies.map((company) => ({ ...company, traits: traitsOf(company.identifiers) })),
    counts,
  };
}

/** What each identifier has heard. */
async function readWords(pool: pg.Pool, workspaceId: number): Promise<Map<string, Word[]>> {
  const { rows } = await pool.query<{
    identifier: string;
    traits: { at: string; messageId: string; values: Record<string, unknown>; fills?: boolean }[];
  }>(`SELECT kind || ':' || value AS identifier, traits FROM identifier WHERE workspace_id = $1`, [
    workspaceId,
  ]);
  return new Map(
    rows.map(({ identifier, traits }) => [
      identifier,
      traits.flatMap(({ at, messageId, values, fills }) =>
        Object.entries(values).map(([name, value]) => ({
          name,
          value,
          call: { timestamp: at, messageId },
          fills,
        })),
      ),
    ]),
  );
}

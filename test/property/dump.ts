import type pg from 'pg';

/** What the state of two workspaces is made of, every column of every table, each in the order of its key. */
const tables = {
  event: `SELECT workspace_id, id, type, identifier_id, occurred_at, received_at, body FROM event`,
  identifier: `SELECT * FROM identifier`,
  person: `SELECT * FROM person`,
  company: `SELECT * FROM company`,
  membership: `SELECT * FROM membership`,
  audience: `SELECT * FROM audience`,
  audience_membership: `SELECT * FROM audience_membership`,
  feature: `SELECT * FROM feature`,
  usage_count: `SELECT u.workspace_id, u.identifier_id, s.name AS scanner, u.feature_id, u.day, u.company_identifier_id,
                       u.positive, u.neutral, u.negative
                  FROM usage_count u JOIN scanner s ON s.workspace_id = u.workspace_id AND s.id = u.scanner_id`,
  dead_letter: `SELECT workspace_id, queue, body, code, reason FROM dead_letter`,
  inbox: `SELECT split_part(body, E'\\t', 1)::int AS workspace_id, queue, body FROM inbox`,
};

/** The whole state of these workspaces as lines of text, so that a difference between two of them can be read. */
export async function dumpState(
  pool: pg.Pool,
  workspaceIds: readonly number[],
): Promise<Record<string, string[]>> {
  const dump: Record<string, string[]> = {};
  for (const [table, select] of Object.entries(tables)) {
    const { rows } = await pool.query<{ line: string }>(
      `SELECT to_jsonb(row)::text AS line FROM (${select}) AS row WHERE workspace_id = ANY($1) ORDER BY 1`,
      [workspaceIds],
    );
    dump[table] = rows.map(({ line }) => line);
  }
  return dump;
}

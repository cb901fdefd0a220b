import type pg from 'pg';

type Column = { schema: string; table: string; column: string };

/** The columns of all tables, the queue's own too, in whose values one of these texts stands, in any case. */
export async function findInDatabase(pool: pg.Pool, texts: readonly string[]): Promise<string[]> {
  const { rows: columns } = await pool.query<Column>(
    `SELECT table_schema AS schema, table_name AS table, column_name AS column
       FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
      WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
      ORDER BY 1, 2, ordinal_position`,
  );
  const found: string[] = [];
  for (const { schema, table, column } of columns) {
    const { rowCount } = await pool.query(
      `SELECT FROM "${schema}"."${table}" AS t
        WHERE EXISTS (SELECT FROM unnest($1::text[]) AS sought
                       WHERE strpos(lower(t."${column}"::text), lower(sought)) > 0)
        LIMIT 1`,
      [texts],
    );
    if (rowCount !== 0) found.push(`${table}.${column}`);
  }
  return found;
}

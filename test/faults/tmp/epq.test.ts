import { jest } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from '../../support/database.js';

jest.setTimeout(60_000);
const settings = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off';
const variants: Record<string, string> = {
  now: `SELECT known.workspace_id, known.id FROM unnest($1::int[], $2::uuid[]) AS news (workspace_id, id)
   JOIN identifier known ON known.workspace_id = news.workspace_id AND known.id = news.id
   ORDER BY known.workspace_id, known.id FOR UPDATE OF known`,
  lateral: `SELECT known.workspace_id, known.id FROM (SELECT * FROM unnest($1::int[], $2::uuid[]) AS n (workspace_id, id) ORDER BY workspace_id, id) AS news
   CROSS JOIN LATERAL (SELECT * FROM identifier WHERE identifier.workspace_id = news.workspace_id AND identifier.id = news.id FOR UPDATE) known`,
  subselect: `SELECT known.workspace_id, known.id FROM identifier known WHERE (known.workspace_id, known.id) IN (SELECT * FROM unnest($1::int[], $2::uuid[]))
   ORDER BY known.workspace_id, known.id FOR UPDATE OF known`,
  materialized: `WITH news AS MATERIALIZED (SELECT * FROM unnest($1::int[], $2::uuid[]) AS n (workspace_id, id)) SELECT known.workspace_id, known.id FROM news
   JOIN identifier known ON known.workspace_id = news.workspace_id AND known.id = news.id
   ORDER BY known.workspace_id, known.id FOR UPDATE OF known`,
  any: `SELECT known.workspace_id, known.id FROM identifier known WHERE known.workspace_id = ANY($1) AND known.id = ANY($2)
   ORDER BY known.workspace_id, known.id FOR UPDATE OF known`,
};
it('epq', async () => {
  const db = await createTestDatabase();
  await db.pool.query(`INSERT INTO identifier (workspace_id, id, kind, value, owner_id) SELECT 1, gen_random_uuid(), 'user', g::text, gen_random_uuid() FROM generate_series(1,50) g`);
  const { rows } = await db.pool.query('select id from identifier where workspace_id = 1');
  const ids = rows.map((r) => r.id);
  for (const [options, name] of [[settings,'now'],[settings+' -c enable_partition_pruning=off','now'],[settings,'lateral'],[settings,'subselect'],[settings,'materialized'],[settings,'any']] as const) {
    const a = new pg.Client({ connectionString: db.url, options });
    const b = new pg.Client({ connectionString: db.url, options });
    await a.connect(); await b.connect();
    const text = variants[name]!;
    const plan = await b.query({ text: `PREPARE x(int[], uuid[]) AS ${text}` }).then(() => b.query(`EXPLAIN EXECUTE x('{${ids.map(() => 1)}}','{${ids}}')`));
    console.log(name, options.slice(-40), plan.rows.map((r) => r['QUERY PLAN']).slice(0, 14).join('\n'));
    for (const parts of [1, 2, 50]) {
      await a.query('BEGIN');
      await a.query(`UPDATE identifier SET identified = NOT identified WHERE workspace_id = 1 AND id = ANY($1)`, [ids.slice(0, parts)]);
      const waiting = b.query({ name: 'q', text, values: [ids.map(() => 1), ids] });
      await new Promise((r) => setTimeout(r, 300));
      await a.query('COMMIT');
      console.log('updated', parts, 'returned', (await waiting).rows.length, 'of', ids.length);
    }
    await a.end(); await b.end();
  }
  await db.close();
});

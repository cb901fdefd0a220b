import { jest } from '@jest/globals';
import { createTestDatabase } from '../../support/database.js';
import { createWorkspace } from '../../support/workspace.js';
import { createLoad } from '../../support/ledger.js';
import { createPool } from '#database';
import { processRow, toLine } from '#inbox';
import { queueOf } from '#contract';
import { readEvents } from '../../../apps/api/src/ingest/read-events.js';
import { recordIdentifyChunk } from '../../../apps/worker/src/record-identify-chunk.js';

jest.setTimeout(150_000);
it('contention', async () => {
  const db = await createTestDatabase();
  const ws = await createWorkspace(db);
  const pool = createPool(db.url, { max: 6, applicationName: 'w', session: { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off', jit: 'off' } });
  const load = createLoad(10_000);
  const ids: string[] = [];
  for (const request of load.requests) {
    const { lines } = readEvents({ batch: true, events: request.filter((e) => e.type === 'identify') }, ws.id, { receivedAtMs: Date.now(), receivedAt: new Date().toISOString(), fromSegment: true });
    if (lines.length === 0) continue;
    const { rows } = await db.pool.query('INSERT INTO inbox (queue, event_count, body) VALUES ($1,$2,$3) RETURNING id', ['identify', lines.length, lines.map((l) => l.line).join('\n')]);
    ids.push(rows[0].id);
  }
  for (const n of [1, 4]) {
    const mine = ids.splice(0, 40);
    const t0 = Date.now();
    const slow: Record<string, number[]> = {};
    let attempts = 0;
    const errors: Record<string, number> = {};
    await Promise.all(Array.from({ length: n }, async () => {
      for (let id = mine.shift(); id; id = mine.shift()) {
        await processRow(pool, 'identify', id, async (tx, chunk) => {
          attempts += 1;
          const timed: any = { query: async (q: any) => { const t = performance.now(); try { return await tx.query(q); } catch (e: any) { errors[e.code ?? e.name] = (errors[e.code ?? e.name] ?? 0) + 1; throw e; } finally { (slow[q.name ?? String(q).slice(0, 20)] ??= []).push(performance.now() - t); } } };
          return recordIdentifyChunk(timed, chunk);
        });
      }
    }));
    console.log(n, 'ms', Date.now() - t0, 'attempts', attempts, JSON.stringify(errors), Object.entries(slow).map(([k, v]) => `${k}: n=${v.length} sum=${Math.round(v.reduce((a, b) => a + b))} max=${Math.round(Math.max(...v))}`).join('\n'));
    const { rows } = await db.pool.query('select deadlocks from pg_stat_database where datname = current_database()');
    console.log(rows);
  }
  await pool.end();
  await db.close();
});

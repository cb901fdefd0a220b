import type pg from 'pg';
import { eventually } from './eventually.js';
import { request } from './http.js';

/** How many events of a workspace are stored. */
export async function countStored(pool: pg.Pool, workspaceId: number): Promise<number> {
  const { rows } = await pool.query<{ count: string }>('SELECT count(*) FROM event WHERE workspace_id = $1', [
    workspaceId,
  ]);
  return Number(rows[0]?.count ?? 0);
}

/** Waits until the queue engine holds no job in any state, as the API's metrics tell. */
export async function queuesDrained(baseUrl: string, deadlineMs: number): Promise<void> {
  await eventually(
    'the queues hold no job',
    async () => {
      const { body } = await request(`${baseUrl}/metrics`);
      const jobs = [...String(body).matchAll(/^hydra_queue_jobs\{(?<labels>[^}]*)\} (?<count>\d+)$/gm)];
      const left = jobs.filter(({ groups }) => groups?.['count'] !== '0').map(([line]) => line);
      if (jobs.length === 0 || left.length > 0) throw new Error(`Left: ${left.join(', ')}`);
      return true;
    },
    deadlineMs,
  );
}

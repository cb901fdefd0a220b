import { eventually } from '../support/eventually.js';
import { expectError } from '../support/expect-error.js';
import { isOurs, liveStaff } from '../support/live-staff.js';
import { readMetrics } from '../support/metrics.js';
import type { Rig } from '../support/rig.js';

/** Live events are bounded, by time and by number, and nothing fails with them. */
export function liveBounds(rig: Rig): void {
  const { withStaff, post, list, seen } = liveStaff(rig);

  test('a flood is shown up to its allowance and counted beyond it, and hides none that was refused', async () => {
    const { workspace, staff } = await withStaff();
    const batch = Array.from({ length: 2_500 }, (_, at) => ({ type: 'page', anonymousId: `a${at}` }));
    for (let sent = 0; sent < 3; sent += 1)
      expect((await post(workspace, '/v1/batch', batch)).status).toBe(200);
    expectError(await post(workspace, '/v1/page', {}), 'no_user_anon_id');
    await seen(staff, 'the refused one', (event) => isOurs(event) && event.code === 'no_user_anon_id');

    const { rows } = await eventually('all are shown or counted', async () => {
      const counted = await rig.database.pool.query<{ outcome: string; count: number; rows: number }>(
        `SELECT outcome, sum(count)::int AS count, count(*)::int AS rows FROM live_event
          WHERE workspace_id = $1 AND NOT refused GROUP BY outcome ORDER BY outcome`,
        [workspace.id],
      );
      return counted.rows.reduce((sum, { count }) => sum + count, 0) === 7_500 && counted;
    });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['accepted', 'not_shown']);
    expect(rows[0]?.rows).toBeGreaterThanOrEqual(200);
    const [omitted] = await list(staff, 'live-events?status=not_shown');
    expect(omitted).toMatchObject({
      type: null,
      messageId: null,
      reason: expect.stringContaining('More came'),
    });
    await rig.settled();
  });

  test('what is older than a day or beyond the newest 10,000 goes by itself, and the refused ones are not pushed out', async () => {
    const { id } = await rig.newWorkspace();
    const { pool } = rig.database;
    const insert = (refused: boolean, count: number, age: string): Promise<unknown> =>
      pool.query(
        `INSERT INTO live_event (workspace_id, refused, at, outcome, path, http_status, latency_ms, count, raw_is_text, cut)
         SELECT $1, $2, now() - $4::interval, CASE WHEN $2 THEN 'rejected' ELSE 'accepted' END, '/v1/track', 200, 1, 1,
                false, false FROM generate_series(1, $3)`,
        [id, refused, count, age],
      );
    await insert(false, 20, '25 hours');
    await insert(true, 20, '25 hours');
    await insert(true, 50, '23 hours');
    await insert(false, 12_000, '1 hour');
    const left = async (): Promise<Record<string, number>> => {
      const { rows } = await pool.query<{ kind: string; count: number }>(
        `SELECT CASE WHEN at < now() - interval '24 hours' THEN 'aged' WHEN refused THEN 'refused' ELSE 'others' END AS kind,
                count(*)::int AS count FROM live_event WHERE workspace_id = $1 GROUP BY 1`,
        [id],
      );
      return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
    };
    await eventually('it is trimmed', async () => (await left())['others'] === 9_950);
    expect(await left()).toEqual({ refused: 50, others: 9_950 });
  });

  test('when live events cannot be written, the events are taken in all the same, and the loss is counted', async () => {
    const { workspace } = await withStaff();
    const { pool } = rig.database;
    const dropped = async (): Promise<number> =>
      (await readMetrics(rig.system.baseUrl)).get('hydra_live_events_dropped_total') ?? 0;
    const before = await dropped();
    await pool.query('ALTER TABLE live_event ADD CONSTRAINT broken CHECK (false) NOT VALID');
    try {
      expect((await post(workspace, '/v1/track', { userId: 'u1', event: 'Seen' })).status).toBe(200);
      await eventually('it is dropped', async () => (await dropped()) > before);
    } finally {
      await pool.query('ALTER TABLE live_event DROP CONSTRAINT broken');
    }
    expect((await rig.settledState(workspace)).events).toHaveLength(1);
  });
}

import { queueNames } from '#contract';
import { eventually } from '../support/eventually.js';
import { request, send } from '../support/http.js';
import { readMetrics } from '../support/metrics.js';
import type { Rig } from '../support/rig.js';
import { basic } from '../support/workspace.js';

const range = (length: number): number[] => Array.from({ length }, (_, at) => at);

/** What those who run Hydra are shown is what happened. */
export function healthAndMetrics(rig: Rig): void {
  test.each([
    ['live', 'live'],
    ['ready', 'ready'],
  ])('/health/%s says that it is %s', async (path, status) => {
    expect(await request(`${rig.system.baseUrl}/health/${path}`)).toMatchObject({
      status: 200,
      body: { status },
    });
  });

  test('/metrics: a known load waits while no worker runs, and then moves every figure by what was done', async () => {
    const workspace = await rig.newWorkspace();
    const { baseUrl } = rig.system;
    const headers = { authorization: workspace.authorization };
    await rig.settled();
    // When it stops, a worker puts on record what it has done.
    await rig.system.kill('worker', 'SIGTERM');
    const before = await readMetrics(baseUrl);

    const identifies = range(10).map((n) => ({ type: 'identify', userId: `u${n}`, messageId: `i${n}` }));
    const tracks = range(20).map((n) => ({ type: 'track', userId: 'u', event: 'E', messageId: `t${n}` }));
    const nameless = { type: 'track', userId: 'u' };
    const batch = [...identifies, ...tracks, nameless, nameless];
    expect((await send(baseUrl, '/v1/batch', batch, headers)).status).toBe(200);
    const waiting = await eventually('the jobs are queued', async () => {
      const metrics = await readMetrics(baseUrl);
      return (metrics.get('hydra_queue_jobs{queue="track",state="waiting"}') ?? 0) >= 1 && metrics;
    });
    expect(waiting.get('hydra_queue_depth_events{queue="identify"}')).toBe(10);
    expect(waiting.get('hydra_queue_depth_events{queue="track"}')).toBe(20);
    expect(waiting.get('hydra_queue_age_seconds{queue="identify"}')).toBeGreaterThan(0);
    expect(waiting.get('hydra_queue_age_seconds{queue="track"}')).toBeGreaterThan(0);

    await rig.system.restart('worker');
    await rig.settled();
    expect((await send(baseUrl, '/v1/batch', batch, headers)).status).toBe(200);
    expect((await send(baseUrl, '/v1/track', nameless, headers)).status).toBe(400);
    expect((await send(baseUrl, '/v1/track', tracks[0], { authorization: basic('mistyped') })).status).toBe(
      401,
    );
    expect((await send(baseUrl, '/v1/track', '{', headers)).status).toBe(400);
    expect((await send(baseUrl, '/v1/track', 'x'.repeat(6_000_000), headers)).status).toBe(413);
    await rig.database.pool.query(
      `INSERT INTO inbox (queue, event_count, body, received_at) VALUES ('track', 1, $1, now() - interval '1 hour')`,
      [`${workspace.id}\tpoison`],
    );
    await rig.settled();

    const after = await eventually('the worker has put on record what it has done', async () => {
      const metrics = await readMetrics(baseUrl);
      return workedOn(metrics) - workedOn(before) >= 61 && metrics;
    });
    expect(difference(after, before)).toMatchObject({
      hydra_events_accepted_total: 60,
      'hydra_rejected_total{code="missing_event_name"}': 5,
      'hydra_rejected_total{code="invalid_api_key"}': 1,
      'hydra_rejected_total{code="malformed_json"}': 1,
      'hydra_rejected_total{code="payload_too_large"}': 1,
      'hydra_worker_events_total{queue="identify",outcome="stored"}': 10,
      'hydra_worker_events_total{queue="identify",outcome="duplicate"}': 10,
      'hydra_worker_events_total{queue="identify",outcome="dead_letter"}': 0,
      'hydra_worker_events_total{queue="track",outcome="stored"}': 20,
      'hydra_worker_events_total{queue="track",outcome="duplicate"}': 20,
      'hydra_worker_events_total{queue="track",outcome="dead_letter"}': 1,
    });
    for (const queue of ['identify', 'track']) {
      expect(difference(after, before)[`hydra_jobs_total{queue="${queue}"}`]).toBeGreaterThanOrEqual(2);
      expect(difference(after, before)[`hydra_job_seconds_total{queue="${queue}"}`]).toBeGreaterThan(0);
    }
    for (const queue of queueNames) {
      expect(after.get(`hydra_queue_depth_events{queue="${queue}"}`)).toBe(0);
      expect(after.get(`hydra_queue_age_seconds{queue="${queue}"}`)).toBe(0);
    }
  });
}

type Metrics = ReadonlyMap<string, number>;

/** Events that the workers have stored, found to be duplicates or made dead letters. */
function workedOn(metrics: Metrics): number {
  const outcomes = [...metrics].filter(([name]) => name.startsWith('hydra_worker_events_total'));
  return outcomes.reduce((sum, [, events]) => sum + events, 0);
}

function difference(after: Metrics, before: Metrics): Record<string, number> {
  return Object.fromEntries([...after].map(([name, value]) => [name, value - (before.get(name) ?? 0)]));
}

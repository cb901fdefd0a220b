import { basic } from '../support/workspace.js';
import { eventually } from '../support/eventually.js';
import { request, send } from '../support/http.js';
import { readMetrics } from '../support/metrics.js';
import { onEachEngine } from '../support/rig.js';

const queues = ['identify', 'track', 'recount'];

onEachEngine((rig) => {
  test('/health/live and /health/ready say so', async () => {
    expect(await request(`${rig.system.baseUrl}/health/live`)).toMatchObject({
      status: 200,
      body: { status: 'live' },
    });
    expect(await request(`${rig.system.baseUrl}/health/ready`)).toMatchObject({
      status: 200,
      body: { status: 'ready' },
    });
  });

  test('/metrics: after a known load, every figure is what was done', async () => {
    const workspace = await rig.newWorkspace();
    const { baseUrl } = rig.system;
    const headers = { authorization: workspace.authorization };
    const identifies = Array.from({ length: 10 }, (_, n) => ({
      type: 'identify',
      userId: `u${n}`,
      messageId: `i${n}`,
    }));
    const tracks = Array.from({ length: 20 }, (_, n) => ({
      type: 'track',
      userId: 'u',
      event: 'E',
      messageId: `t${n}`,
    }));
    const nameless = { type: 'track', userId: 'u' };
    for (let sent = 0; sent < 2; sent += 1) {
      const batch = [...identifies, ...tracks, nameless, nameless];
      expect((await send(baseUrl, '/v1/batch', batch, headers)).status).toBe(200);
    }
    expect((await send(baseUrl, '/v1/track', nameless, headers)).status).toBe(400);
    expect((await send(baseUrl, '/v1/track', tracks[0], { authorization: basic('mistyped') })).status).toBe(
      401,
    );
    expect((await send(baseUrl, '/v1/track', '{', headers)).status).toBe(400);
    expect((await send(baseUrl, '/v1/track', 'x'.repeat(6_000_000), headers)).status).toBe(413);
    await rig.database.pool.query(
      `INSERT INTO inbox (queue, event_count, body, received_at) VALUES ('track', 1, 'poison', now() - interval '1 hour')`,
    );
    await rig.settled();

    const metrics = await eventually('the workers have reported', async () => {
      const read = await readMetrics(baseUrl);
      return read.get('hydra_worker_events_total{queue="track",outcome="dead_letter"}') === 1 && read;
    });
    expect(Object.fromEntries(metrics)).toMatchObject({
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
      'hydra_jobs_total{queue="identify"}': 2,
      'hydra_jobs_total{queue="track"}': 3,
      'hydra_job_seconds_total{queue="identify"}': expect.any(Number),
      ...Object.fromEntries(
        queues.flatMap((queue) => [
          [`hydra_queue_depth_events{queue="${queue}"}`, 0],
          [`hydra_queue_age_seconds{queue="${queue}"}`, 0],
        ]),
      ),
    });
    expect(metrics.get('hydra_job_seconds_total{queue="track"}')).toBeGreaterThan(0);
  });

  test('/metrics: what waits is shown with its age and its jobs while no worker runs', async () => {
    const workspace = await rig.newWorkspace();
    await rig.system.kill('worker', 'SIGTERM');
    const batch = Array.from({ length: 30 }, () => ({ type: 'page', userId: 'u1' }));
    const headers = { authorization: workspace.authorization };
    expect((await send(rig.system.baseUrl, '/v1/batch', batch, headers)).status).toBe(200);

    const waiting = await eventually('the job is queued', async () => {
      const read = await readMetrics(rig.system.baseUrl);
      return read.get('hydra_queue_jobs{queue="track",state="waiting"}') === 1 && read;
    });
    expect(Object.fromEntries(waiting)).toMatchObject({
      'hydra_queue_depth_events{queue="track"}': 30,
      'hydra_queue_depth_events{queue="identify"}': 0,
      'hydra_queue_jobs{queue="identify",state="waiting"}': 0,
    });
    expect(waiting.get('hydra_queue_age_seconds{queue="track"}')).toBeGreaterThan(0);

    await rig.system.restart('worker');
    await rig.settled();
    await eventually('nothing waits', async () => {
      const read = await readMetrics(rig.system.baseUrl);
      return (
        read.get('hydra_queue_depth_events{queue="track"}') === 0 &&
        read.get('hydra_queue_jobs{queue="track",state="waiting"}') === 0
      );
    });
  });
});

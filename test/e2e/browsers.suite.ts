import { request } from '../support/http.js';
import type { Rig } from '../support/rig.js';

const page = 'https://app.example.com';

/** What the pages of other origins may do. */
export function browsers(rig: Rig): void {
  const preflight = (path: string): ReturnType<typeof request> =>
    request(`${rig.system.baseUrl}${path}`, {
      method: 'OPTIONS',
      headers: {
        origin: page,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,x-retry-count,anonymousid',
      },
    });

  test.each(['/v1/track', '/v1/t', '/v1/b', '/v1/batch/', '/v1/m', '/beacon/v1/batch'])(
    'a page of any origin may send to %s, with any header',
    async (path) => {
      const { status, headers } = await preflight(path);
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-origin')).toBe(page);
      expect(headers.get('access-control-allow-headers')).toBe('authorization,x-retry-count,anonymousid');
      expect(headers.get('access-control-allow-methods')).toContain('POST');
      expect(Number(headers.get('access-control-max-age'))).toBeGreaterThanOrEqual(900);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('vary')).toMatch(/origin/i);
    },
  );

  test.each(['/api/people', '/api/session', '/metrics', '/health/ready'])(
    'a page of another origin may not read %s',
    async (path) => {
      const asked = await preflight(path);
      const read = await request(`${rig.system.baseUrl}${path}`, { headers: { origin: page } });
      for (const { headers } of [asked, read]) expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  test('an answer and a refusal can be read by the page that sent, Retry-After included', async () => {
    const { authorization } = await rig.newWorkspace();
    const body = JSON.stringify({ userId: 'u1', event: 'Seen' });
    for (const headers of [{ authorization }, {}] as Record<string, string>[]) {
      const answer = await request(`${rig.system.baseUrl}/v1/track`, {
        method: 'POST',
        headers: { origin: page, 'content-type': 'text/plain', ...headers },
        body,
      });
      expect(answer.headers.get('access-control-allow-origin')).toBe(page);
      expect(answer.headers.get('access-control-expose-headers')).toContain('Retry-After');
    }
  });

  test('a beacon carries its key in the address, and no other request may', async () => {
    const { key } = await rig.newWorkspace();
    const body = JSON.stringify({ batch: [{ type: 'track', userId: 'u1', event: 'Left' }] });
    const send = (path: string): ReturnType<typeof request> =>
      request(`${rig.system.baseUrl}${path}?writeKey=${key}`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body,
      });
    expect(await send('/beacon/v1/batch')).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(await send('/v1/batch')).toMatchObject({ status: 401, body: { code: 'missing_api_key' } });
  });

  test('a library that asks how to send is told to send here', async () => {
    const { key } = await rig.newWorkspace();
    for (const path of ['/v1/projects', '/projects']) {
      const { status, body, headers } = await request(`${rig.system.baseUrl}${path}/${key}/settings`, {
        headers: { origin: page },
      });
      expect(status).toBe(200);
      expect(headers.get('access-control-allow-origin')).toBe(page);
      expect(headers.get('cache-control')).toBe('public, max-age=300');
      expect(body).toMatchObject({
        integrations: {
          'Segment.io': { apiKey: key, apiHost: `${new URL(rig.system.baseUrl).host}/v1`, protocol: 'http' },
        },
      });
    }
    const wrong = await request(`${rig.system.baseUrl}/v1/projects/${key.slice(0, -1)}-/settings`);
    expect(wrong).toMatchObject({ status: 401, body: { code: 'invalid_api_key' } });
    expect(wrong.headers.get('cache-control')).toBe('no-store');
  });

  test('what a library reports of itself is answered, and not kept', async () => {
    const answer = await request(`${rig.system.baseUrl}/v1/m`, { method: 'POST', body: '{"series":[]}' });
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
  });

  test('the address of a browser is kept with its call, and that of a server is not', async () => {
    const workspace = await rig.newWorkspace();
    const call = (messageId: string, library: string): unknown => ({
      type: 'track',
      messageId,
      anonymousId: 'a1',
      event: 'Seen',
      context: { library: { name: library } },
    });
    const batch = [call('browser', 'analytics.js'), call('server', '@segment/analytics-node')];
    await request(`${rig.system.baseUrl}/v1/batch`, {
      method: 'POST',
      headers: { authorization: workspace.authorization },
      body: { batch },
    });
    await rig.settled();
    const { rows } = await rig.database.pool.query(
      `SELECT body::json ->> 'messageId' AS id, body::json #>> '{context,ip}' AS ip FROM event
        WHERE workspace_id = $1 ORDER BY 1`,
      [workspace.id],
    );
    expect(rows).toEqual([
      { id: 'browser', ip: '127.0.0.1' },
      { id: 'server', ip: null },
    ]);
  });
}

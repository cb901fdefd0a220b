import { request } from '../support/http.js';
import { cookieOf, startStaffRig } from './staff-rig.js';

const rig = startStaffRig();
const attempt = (body: unknown, headers: Record<string, string> = {}) =>
  request(`${rig.baseUrl}/api/session`, { method: 'POST', body, headers });

/** The routes that the API says it has, from its own OpenAPI document. */
async function listRoutes(): Promise<{ method: string; path: string }[]> {
  const { body } = await request(`${rig.baseUrl}/docs/openapi.json`);
  if (typeof body !== 'object' || body === null || !('paths' in body)) throw new Error('no OpenAPI document');
  return Object.entries(body.paths ?? {}).flatMap(([path, methods]: [string, object]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
}

const isNotSignedIn = (body: unknown): boolean => Reflect.get(Object(body), 'code') === 'not_signed_in';

test('every route of the staff API asks for a session, but for signing in', async () => {
  const routes = (await listRoutes()).filter(({ path }) => path.startsWith('/api'));
  expect(routes.length).toBeGreaterThanOrEqual(15);
  const open: string[] = [];
  for (const { method, path } of routes) {
    const answer = await request(rig.baseUrl + path.replace('{id}', '00000000-0000-8000-a000-000000000001'), {
      method,
    });
    if (answer.status !== 401 || !isNotSignedIn(answer.body)) open.push(`${method} ${path} ${answer.status}`);
  }
  expect(open).toEqual(['POST /api/session 400']);
});

test('the cookie of a session is out of reach of scripts and of other sites, and tells who is signed in', async () => {
  const { workspace } = await rig.signIn();
  const answer = await attempt({ ...workspace.staff, email: workspace.staff?.email.toUpperCase() });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const flags = answer.headers.getSetCookie()[0]?.split('; ').slice(1) ?? [];
  expect(flags).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'SameSite=Lax']));
  const session = await request(`${rig.baseUrl}/api/session`, { headers: { cookie: cookieOf(answer) } });
  expect(session.body).toMatchObject({
    staff: { email: workspace.staff?.email },
    workspace: { id: workspace.id, name: 'Test' },
  });
});

test('after signing out, the cookie is worth nothing, whoever still has it', async () => {
  const staff = await rig.signIn();
  expect((await staff.send('DELETE', '/api/session')).status).toBe(200);
  expect((await staff.get('/api/session')).status).toBe(401);
  expect((await staff.get('/api/people')).status).toBe(401);
});

test('a session ends when it was not used for 8 hours, and 24 hours after it began', async () => {
  const idle = await rig.signIn();
  const old = await rig.signIn();
  const { pool } = rig.database;
  const ofStaff = 'staff_id = (SELECT id FROM staff WHERE email = $1)';
  await pool.query(`UPDATE staff_session SET last_used_at = now() - interval '7 h 59 min' WHERE ${ofStaff}`, [
    idle.workspace.staff?.email,
  ]);
  expect((await idle.get('/api/session')).status).toBe(200);
  await pool.query(`UPDATE staff_session SET last_used_at = now() - interval '8 h 1 s' WHERE ${ofStaff}`, [
    idle.workspace.staff?.email,
  ]);
  expect((await idle.get('/api/session')).status).toBe(401);
  await pool.query(`UPDATE staff_session SET expires_at = now() WHERE ${ofStaff}`, [
    old.workspace.staff?.email,
  ]);
  expect((await old.get('/api/session')).status).toBe(401);
});

test('a wrong password and an unknown address get the same 401', async () => {
  const { workspace } = await rig.signIn();
  const wrong = await attempt({ email: workspace.staff?.email, password: 'not this one' });
  const unknown = await attempt({ email: 'nobody@example.com', password: 'not this one' });
  expect(wrong.status).toBe(401);
  expect(wrong.body).toMatchObject({ code: 'wrong_credentials' });
  const { requestId, ...same } = Object(wrong.body);
  expect(unknown.body).toEqual({ ...same, requestId: expect.not.stringMatching(requestId) });
});

test('429 with Retry-After for the sixth wrong password, and for the right one after it', async () => {
  const { workspace } = await rig.signIn();
  for (let i = 0; i < 5; i += 1) {
    expect((await attempt({ email: workspace.staff?.email, password: `wrong ${i}` })).status).toBe(401);
  }
  const refused = await attempt(workspace.staff);
  expect(refused.status).toBe(429);
  expect(refused.body).toMatchObject({ code: 'too_many_sign_ins' });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('403 for what another site makes a signed-in browser send, and it has no effect', async () => {
  const staff = await rig.signIn();
  const key = { name: 'Forged' };
  const fromElsewhere: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
  ];
  for (const headers of fromElsewhere) {
    const answer = await staff.send('POST', '/api/keys', key, headers);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'forbidden' });
  }
  expect(JSON.stringify((await staff.get('/api/keys')).body)).not.toContain('Forged');
  const own = await staff.send('POST', '/api/keys', key, {
    origin: rig.baseUrl,
    'sec-fetch-site': 'same-origin',
  });
  expect(own.status).toBe(201);
});

test('400 names the field that is wrong', async () => {
  const { status, body } = await attempt({ email: 7, passwort: 'x' });
  expect(status).toBe(400);
  expect(body).toMatchObject({
    code: 'invalid_request',
    details: [
      { field: 'email', message: 'must be text' },
      { field: 'password', message: 'is required and must be text' },
      { field: 'passwort', message: 'is not known here' },
    ],
  });
  expect(await attempt('{"email":')).toMatchObject({ status: 400, body: { code: 'malformed_json' } });
});

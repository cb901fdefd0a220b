import { eventually } from '../support/eventually.js';
import { send } from '../support/http.js';
import { basic } from '../support/workspace.js';
import { textIn } from './field-in.js';
import { Seed } from './seed.js';
import { startStaffRig } from './staff-rig.js';

const rig = startStaffRig();
const event = { userId: 'u1', event: 'Export' };
const track = (key: string) => send(rig.baseUrl, '/v1/track', event, { authorization: basic(key) });

test('a key is shown once, works at once, and is refused from the moment that it is revoked', async () => {
  const staff = await rig.signIn();
  const created = await staff.send('POST', '/api/keys', { name: ' Production ' });
  expect(created.status).toBe(201);
  const key = textIn(created.body, 'key');
  const id = textIn(created.body, 'id');
  expect(created.body).toMatchObject({ name: 'Production', hint: `hydra_live_…${key.slice(-4)}` });
  expect((await track(key)).status).toBe(200);

  const listed = await staff.get('/api/keys');
  expect(JSON.stringify(listed.body)).not.toContain(key);
  expect(listed.body).toMatchObject({
    items: [{ id, createdBy: staff.workspace.staff?.email, revokedAt: null }, { name: 'Test' }],
  });

  expect((await staff.send('DELETE', `/api/keys/${id}`)).status).toBe(200);
  expect(await track(key)).toMatchObject({ status: 401, body: { code: 'revoked_api_key' } });
  expect((await track(staff.workspace.key)).status).toBe(200);
  expect((await staff.send('DELETE', `/api/keys/${id}`)).status).toBe(200);
});

test('404 for revoking a key of another workspace, and it goes on working', async () => {
  const mine = await rig.signIn();
  const theirs = await rig.signIn();
  const created = await theirs.send('POST', '/api/keys', { name: 'Theirs' });
  expect((await mine.send('DELETE', `/api/keys/${textIn(created.body, 'id')}`)).status).toBe(404);
  expect((await track(textIn(created.body, 'key'))).status).toBe(200);
});

test('a scanner takes the defaults for what it is not told', async () => {
  const staff = await rig.signIn({ counts: false });
  const created = await staff.send('POST', '/api/scanners', { name: 'Usage', weights: { negative: -5 } });
  expect(created.status).toBe(201);
  const scanner = {
    kind: 'product_usage',
    name: 'Usage',
    weights: { positive: 2, neutral: 1, negative: -5 },
    missingFeature: 'leave_out',
    pages: 'leave_out',
    events: 'all',
    halfLifeDays: 30,
    recount: { scanned: 0, total: 0, finishedAt: expect.any(String) },
  };
  expect(created.body).toMatchObject(scanner);
  expect((await staff.get('/api/scanners')).body).toMatchObject({ items: [scanner] });
});

test('an event is stored before a scanner, and left to its recount, or after it, and never in between', async () => {
  const staff = await rig.signIn({ counts: false });
  const seed = new Seed(rig.database.pool, staff.workspace.id);
  const counting = await rig.database.pool.connect();
  try {
    await counting.query('BEGIN');
    await counting.query('SELECT pg_advisory_xact_lock_shared(7207, 1)');
    const creating = staff.send('POST', '/api/scanners', { name: 'Usage' });
    await eventually('the scanner waits for who counts', async () => {
      const { rows } = await rig.database.pool.query(
        `SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 7207 AND objid = 1 AND NOT granted`,
      );
      return rows.length === 1;
    });
    await seed.event('m1', 0);
    await counting.query('COMMIT');
    expect((await creating).body).toMatchObject({ recount: { finishedAt: null } });
  } finally {
    counting.release();
  }
  const { rows } = await rig.database.pool.query(
    `SELECT w.generation AS now, s.generation AS since FROM workspace w JOIN scanner s ON s.workspace_id = w.id WHERE w.id = $1`,
    [staff.workspace.id],
  );
  expect(rows).toEqual([{ now: 1, since: 1 }]);
});

test('a deleted scanner is listed no more and counts no more; 404 for that of another workspace', async () => {
  const mine = await rig.signIn();
  const theirs = await rig.signIn();
  const path = `/api/scanners/${theirs.workspace.scannerId}`;
  expect((await mine.send('DELETE', path)).status).toBe(404);
  expect((await theirs.send('DELETE', path)).status).toBe(200);
  expect((await theirs.send('DELETE', path)).status).toBe(200);
  expect((await theirs.get('/api/scanners')).body).toEqual({ items: [] });
  const { generation } = await rig.database.prisma.workspace.findUniqueOrThrow({
    where: { id: theirs.workspace.id },
  });
  expect(generation).toBe(2);
});

test('400 names the setting that is wrong, the nested ones too', async () => {
  const staff = await rig.signIn();
  const { status, body } = await staff.send('POST', '/api/scanners', {
    name: 'Usage',
    weights: { positive: '2' },
    halfLifeDays: 0,
    halflife: 3,
  });
  expect(status).toBe(400);
  expect(body).toMatchObject({
    details: [
      { field: 'weights.positive', message: 'must be a number' },
      { field: 'halfLifeDays', message: 'must be at least 1' },
      { field: 'halflife', message: 'is not known here' },
    ],
  });
});

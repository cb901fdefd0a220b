import { staffApi } from '#contract';
import { Seed } from './seed.js';
import { startStaffRig } from './staff-rig.js';

const rig = startStaffRig();

test('what is to be read again is put on record, listed newest first, and noted in the audit', async () => {
  const staff = await rig.signIn();
  const personId = await new Seed(rig.database.pool, staff.workspace.id).person('u1');
  const asked = { from: '2026-03-01', to: '2026-03-31', personId, event: 'Export' };
  const created = await staff.send('POST', '/api/reprocess', asked);
  expect(created).toMatchObject({ status: 202, body: { ...asked, createdBy: staff.workspace.staff?.email } });
  const { id } = staffApi.reprocess.parse(created.body);
  await staff.send('POST', '/api/reprocess');

  const all = { from: null, to: null, personId: null, event: null, finishedAt: null };
  expect((await staff.get('/api/reprocess')).body).toMatchObject({ items: [all, { id }] });
  expect(await staff.get(`/api/reprocess/${id}`)).toMatchObject({
    status: 200,
    body: { ...asked, events: { scanned: 0, total: 0 }, usage: { compared: 0, total: null } },
  });
  const { rows } = await rig.database.pool.query(
    `SELECT action, object FROM audit WHERE workspace_id = $1 AND action LIKE 'reprocess.%' ORDER BY id LIMIT 1`,
    [staff.workspace.id],
  );
  expect(rows).toEqual([{ action: 'reprocess.begin', object: id }]);
});

test('400 for a period that ends before it begins, 404 for a person or a reprocess of another workspace', async () => {
  const [mine, theirs] = [await rig.signIn(), await rig.signIn()];
  const personId = await new Seed(rig.database.pool, theirs.workspace.id).person('u1');
  expect(await mine.send('POST', '/api/reprocess', { from: '2026-03-02', to: '2026-03-01' })).toMatchObject({
    status: 400,
    body: { details: [{ field: 'from', message: 'must not be after to' }] },
  });
  expect((await mine.send('POST', '/api/reprocess', { personId })).status).toBe(404);
  const { body } = await theirs.send('POST', '/api/reprocess');
  expect((await mine.get(`/api/reprocess/${staffApi.reprocess.parse(body).id}`)).status).toBe(404);
  expect((await mine.get('/api/reprocess')).body).toEqual({ items: [] });
});

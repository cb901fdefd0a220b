import { recordAudit } from '#audit';
import { staffApi } from '#contract';
import { inTransaction } from '#database';
import { textIn } from './field-in.js';
import { startStaffRig, type Staff } from './staff-rig.js';

const rig = startStaffRig();

async function audit(staff: Staff, query = '') {
  const { status, body } = await staff.get(`/api/audit${query}`);
  expect(status).toBe(200);
  return staffApi.auditPage.parse(body);
}

test('everything that staff do is on record, newest first, with who did it and to what', async () => {
  const staff = await rig.signIn();
  const email = staff.workspace.staff?.email;
  const key = (await staff.send('POST', '/api/keys', { name: 'Secret name' })).body;
  const id = textIn(key, 'id');
  await staff.send('PATCH', `/api/keys/${id}`, { name: 'Other name', allowedAddresses: ['203.0.113.7'] });
  const fresh = (await staff.send('POST', `/api/keys/${id}/rotate`, { overlap: '1h' })).body;
  const freshId = textIn(fresh, 'id');
  await staff.send('DELETE', `/api/keys/${id}`);
  await staff.send('POST', '/api/integrations/segment/signing-secret');
  await staff.send('DELETE', '/api/integrations/segment/signing-secret');
  const scanner = (await staff.send('POST', '/api/scanners', { name: 'Usage' })).body;
  const scannerId = String(staffApi.scanner.parse(scanner).id);
  await staff.send('DELETE', `/api/scanners/${scannerId}`);
  await staff.send('DELETE', '/api/session');

  const again = await rig.signInAgain(staff);
  const { items } = await audit(again);
  expect(items.filter(({ actor }) => actor === email).map(({ action, object }) => [action, object])).toEqual([
    ['staff.sign_in', expect.any(String)],
    ['staff.sign_out', items[0]?.object],
    ['scanner.delete', scannerId],
    ['scanner.create', scannerId],
    ['signing_secret.delete', expect.any(String)],
    ['signing_secret.create', expect.any(String)],
    ['key.revoke', id],
    ['key.create', freshId],
    ['key.rotate', id],
    ['key.change', id],
    ['key.create', id],
    ['staff.sign_in', items[0]?.object],
  ]);
  expect(items.map(({ id: number }) => Number(number))).toEqual(
    items.map(({ id: number }) => Number(number)).toSorted((a, b) => b - a),
  );
  expect((await audit(again, `?action=key.rotate&object=${id}`)).items).toMatchObject([
    { detail: { replacedBy: freshId, overlap: '1h' } },
  ]);
  expect((await audit(again, `?action=key.change`)).items).toMatchObject([
    { detail: { changed: ['name', 'allowedAddresses'] } },
  ]);
  const written = JSON.stringify(items);
  for (const said of ['Secret name', 'Other name', '203.0.113.7', textIn(key, 'key'), textIn(fresh, 'key')])
    expect(written).not.toContain(said);
});

test('what changes nothing, or is refused, is not on record', async () => {
  const staff = await rig.signIn();
  const key = (await staff.send('POST', '/api/keys', { name: 'Once' })).body;
  const path = `/api/keys/${textIn(key, 'id')}`;
  await staff.send('PATCH', path, { name: 'Once', allowedAddresses: [], expiresAt: null });
  await staff.send('POST', '/api/keys', { name: 'Past', expiresAt: '2026-01-01T00:00:00Z' });
  await staff.send('DELETE', path);
  await staff.send('DELETE', path);
  await staff.send('POST', `${path}/rotate`, {});
  const { items } = await audit(staff, `?object=${textIn(key, 'id')}`);
  expect(items.map(({ action }) => action)).toEqual(['key.revoke', 'key.create']);
  expect((await audit(staff, '?action=key')).items.map(({ action }) => action)).toEqual([
    'key.revoke',
    'key.create',
    'key.create',
  ]);
});

test('an entry is on record if and only if the change is committed, through pg as through Prisma', async () => {
  const staff = await rig.signIn();
  const { pool, prisma } = rig.database;
  const entry = { workspaceId: staff.workspace.id, actor: 'test', object: 'p1', detail: { ids: ['a', 'b'] } };
  await inTransaction(pool, (tx) => recordAudit(tx, { ...entry, action: 'person.merge' }));
  await prisma.$transaction((tx) => recordAudit(tx, { ...entry, action: 'person.split' }));
  await recordAudit(pool, { ...entry, action: 'person.erase' });
  await recordAudit(prisma, { ...entry, action: 'person.export' });
  const undone = new Error('undone');
  await expect(
    inTransaction(pool, async (tx) => {
      await recordAudit(tx, { ...entry, action: 'person.undone' });
      throw undone;
    }),
  ).rejects.toBe(undone);
  await expect(
    prisma.$transaction(async (tx) => {
      await recordAudit(tx, { ...entry, action: 'person.undone' });
      throw undone;
    }),
  ).rejects.toBe(undone);

  const { items } = await audit(staff, '?action=person.');
  expect(items.map(({ action, detail }) => [action, detail])).toEqual(
    ['person.export', 'person.erase', 'person.split', 'person.merge'].map((action) => [
      action,
      { ids: ['a', 'b'] },
    ]),
  );
});

test('the pages hold every entry once, and those of another workspace are on none', async () => {
  const [staff, other] = [await rig.signIn(), await rig.signIn()];
  for (let index = 0; index < 7; index += 1) {
    for (const { workspace } of [staff, other])
      await recordAudit(rig.database.pool, {
        workspaceId: workspace.id,
        actor: 'test',
        action: 'thing.count',
        object: index,
      });
  }
  const seen: string[] = [];
  let cursor: string | null = '';
  do {
    const at: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page = await audit(staff, `?action=thing&limit=3${at}`);
    seen.push(...page.items.map(({ object }) => object));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(['6', '5', '4', '3', '2', '1', '0']);
  expect((await staff.get('/api/audit?cursor=x')).status).toBe(400);
});

import { staffApi } from '#contract';
import { eventually } from '../support/eventually.js';
import { expectError } from '../support/expect-error.js';
import { send, type Answer } from '../support/http.js';
import { basic } from '../support/workspace.js';
import { textIn } from './field-in.js';
import { startStaffRig, type Staff } from './staff-rig.js';

const rig = startStaffRig();
const hourMs = 60 * 60_000;
const track = (key: string): Promise<Answer> =>
  send(rig.baseUrl, '/v1/track', { userId: 'u1', event: 'Export' }, { authorization: basic(key) });

type Made = { id: string; key: string };

async function create(staff: Staff, body: Record<string, unknown> = {}): Promise<Made> {
  return made(await staff.send('POST', '/api/keys', { name: 'Production', ...body }));
}

const rotate = async (staff: Staff, id: string, body: Record<string, unknown>): Promise<Made> =>
  made(await staff.send('POST', `/api/keys/${id}/rotate`, body));

function made({ status, body }: Answer): Made {
  expect(status).toBe(201);
  return { id: textIn(body, 'id'), key: textIn(body, 'key') };
}

async function listed(staff: Staff, id: string) {
  const { items } = staffApi.keyList.parse((await staff.get('/api/keys')).body);
  return items.find((key) => key.id === id);
}

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
/** How far a time lies ahead. */
const aheadMs = (at: string | null | undefined): number => Date.parse(at ?? '') - Date.now();

test('a rotated key and the one in its place are both taken, until the old one expires', async () => {
  const staff = await rig.signIn();
  const old = await create(staff, { allowedAddresses: ['127.0.0.0/8', '::1'] });
  expect((await track(old.key)).status).toBe(200);
  const fresh = await rotate(staff, old.id, { overlap: '1h' });

  expect((await track(old.key)).status).toBe(200);
  expect((await track(fresh.key)).status).toBe(200);
  const [was, is] = [await listed(staff, old.id), await listed(staff, fresh.id)];
  expect(was).toMatchObject({ state: 'expiring', replacedBy: fresh.id });
  expect(aheadMs(was?.expiresAt)).toBeGreaterThan(hourMs - 60_000);
  expect(aheadMs(was?.expiresAt)).toBeLessThanOrEqual(hourMs);
  expect(is).toMatchObject({
    state: 'live',
    name: 'Production',
    allowedAddresses: ['127.0.0.0/8', '::1'],
    expiresAt: null,
    replacedBy: null,
  });

  const soon = inMs(1_000);
  expect((await staff.send('PATCH', `/api/keys/${old.id}`, { expiresAt: soon })).status).toBe(200);
  const refused = await eventually('the old key is refused', async () => {
    const answer = await track(old.key);
    return answer.status === 200 ? undefined : answer;
  });
  expectError(refused, 'expired_api_key');
  expect(aheadMs(soon)).toBeLessThanOrEqual(0);
  expect((await track(fresh.key)).status).toBe(200);
  expect(await listed(staff, old.id)).toMatchObject({ state: 'expired', revokedAt: null });
});

test('a rotation without overlap refuses the old key at once, though it was in use', async () => {
  const staff = await rig.signIn();
  const old = await create(staff);
  expect((await track(old.key)).status).toBe(200);
  const fresh = await rotate(staff, old.id, { overlap: 'now' });
  expectError(await track(old.key), 'expired_api_key');
  expect((await track(fresh.key)).status).toBe(200);
});

test('several keys of a chain of rotations are taken at a time; the overlap is a day unless told', async () => {
  const staff = await rig.signIn();
  const first = await create(staff);
  const second = await rotate(staff, first.id, {});
  const third = await rotate(staff, second.id, { overlap: '7d' });
  for (const { key } of [first, second, third]) expect((await track(key)).status).toBe(200);
  expect(Math.round(aheadMs((await listed(staff, first.id))?.expiresAt) / hourMs)).toBe(24);
  expect(Math.round(aheadMs((await listed(staff, second.id))?.expiresAt) / hourMs)).toBe(7 * 24);
});

test('an overlap never lengthens the life of a key, and the key in its place has its expiry unless told', async () => {
  const staff = await rig.signIn();
  const expiresAt = inMs(2 * hourMs);
  const [one, other] = [await create(staff, { expiresAt }), await create(staff, { expiresAt })];
  const kept = await rotate(staff, one.id, { overlap: '7d' });
  const told = await rotate(staff, other.id, { overlap: '1h', expiresAt: null });
  expect((await listed(staff, one.id))?.expiresAt).toBe(expiresAt);
  expect((await listed(staff, kept.id))?.expiresAt).toBe(expiresAt);
  expect((await listed(staff, told.id))?.expiresAt).toBeNull();
});

test('a key is replaced once, whoever asks at the same moment, and not when it is taken no more', async () => {
  const staff = await rig.signIn();
  const { id } = await create(staff);
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => staff.send('POST', `/api/keys/${id}/rotate`, { overlap: '1h' })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 400, 400, 400, 400]);
  const { items } = staffApi.keyList.parse((await staff.get('/api/keys')).body);
  expect(items).toHaveLength(3);

  const revoked = await create(staff);
  await staff.send('DELETE', `/api/keys/${revoked.id}`);
  expectError(await staff.send('POST', `/api/keys/${revoked.id}/rotate`, {}), 'invalid_request');
  expectError(await staff.send('PATCH', `/api/keys/${revoked.id}`, { expiresAt: null }), 'invalid_request');
});

test('a key expires when it was said to, and lives again when it is given more time', async () => {
  const staff = await rig.signIn();
  const { id, key } = await create(staff, { expiresAt: inMs(1_500) });
  expect((await track(key)).status).toBe(200);
  expect(await listed(staff, id)).toMatchObject({ state: 'expiring' });
  await eventually('the key has expired', async () => (await track(key)).status === 401);
  expectError(await track(key), 'expired_api_key');
  expect(await listed(staff, id)).toMatchObject({ state: 'expired' });

  expect((await staff.send('PATCH', `/api/keys/${id}`, { expiresAt: null, name: 'Kept' })).status).toBe(200);
  expect((await track(key)).status).toBe(200);
  expect(await listed(staff, id)).toMatchObject({ state: 'live', name: 'Kept', expiresAt: null });
});

test.each([
  ['POST', { name: 'Past', expiresAt: '2026-01-01T00:00:00Z' }, 'expiresAt', 'must be in the future'],
  ['POST', { name: 'Odd', expiresAt: 'soon' }, 'expiresAt', 'must be a time such as 2026-01-31T12:00:00Z'],
  [
    'POST',
    { name: 'Odd', allowedAddresses: ['10.0.0.0/8', 'office'] },
    'allowedAddresses.1',
    'must be an address or a network, such as 203.0.113.7 or 2001:db8::/32',
  ],
  ['PATCH', { name: ' ' }, 'name', 'must not be empty'],
] as const)('400 for %s of %j names what is wrong', async (method, body, field, message) => {
  const staff = await rig.signIn();
  const { id } = await create(staff);
  const answer = await staff.send(method, method === 'POST' ? '/api/keys' : `/api/keys/${id}`, body);
  expect(answer).toMatchObject({ status: 400, body: { details: [{ field, message }] } });
});

test('404 for changing, rotating or revoking a key of another workspace, which does not show and goes on working', async () => {
  const [mine, theirs] = [await rig.signIn(), await rig.signIn()];
  const { id, key } = await create(theirs);
  const path = `/api/keys/${id}`;
  expectError(await mine.send('PATCH', path, { name: 'Mine' }), 'not_found');
  expectError(await mine.send('POST', `${path}/rotate`, { overlap: 'now' }), 'not_found');
  expectError(await mine.send('DELETE', path), 'not_found');

  expect(await listed(mine, id)).toBeUndefined();
  expect(await listed(theirs, id)).toMatchObject({ name: 'Production', state: 'live', replacedBy: null });
  expect((await track(key)).status).toBe(200);
});

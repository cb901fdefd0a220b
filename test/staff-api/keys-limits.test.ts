import { createHmac } from 'node:crypto';
import { resumeWorkspace, suspendWorkspace } from '#workspaces';
import { eventually } from '../support/eventually.js';
import { expectError } from '../support/expect-error.js';
import { send, type Answer } from '../support/http.js';
import { basic } from '../support/workspace.js';
import { textIn } from './field-in.js';
import { startStaffRig, type Staff } from './staff-rig.js';

/** One proxy stands before this API, and says whom it calls for. */
const rig = startStaffRig({ HYDRA_TRUST_PROXY: '1' });
const event = { userId: 'u1', event: 'Export' };

const track = (key: string, headers: Record<string, string> = {}): Promise<Answer> =>
  send(rig.baseUrl, '/v1/track', event, { authorization: basic(key), ...headers });
const trackFrom = (key: string, address: string): Promise<Answer> =>
  track(key, { 'x-forwarded-for': address });

async function create(staff: Staff, allowedAddresses: string[] = []): Promise<{ id: string; key: string }> {
  const { status, body } = await staff.send('POST', '/api/keys', { name: 'Office', allowedAddresses });
  expect({ status, body }).toMatchObject({ status: 201, body: { allowedAddresses } });
  return { id: textIn(body, 'id'), key: textIn(body, 'key') };
}

test('a key is taken from the addresses and networks that it allows, and from no other', async () => {
  const staff = await rig.signIn();
  const { key } = await create(staff, ['198.51.100.7', '203.0.113.0/24', '2001:db8::/32']);
  for (const address of ['198.51.100.7', '203.0.113.255', '::ffff:203.0.113.1', '2001:db8:1::1'])
    expect((await trackFrom(key, address)).status).toBe(200);
  for (const address of ['198.51.100.8', '203.0.114.0', '2001:db9::1', 'unknown', ''])
    expectError(await trackFrom(key, address), 'address_not_allowed');
});

test('what a client says of its own address before the proxy does is not believed', async () => {
  const staff = await rig.signIn();
  const { key } = await create(staff, ['203.0.113.7']);
  expectError(await trackFrom(key, '203.0.113.7, 198.51.100.1'), 'address_not_allowed');
  expect((await trackFrom(key, '198.51.100.1, 203.0.113.7')).status).toBe(200);
});

test('a changed list holds at once, and an empty one allows every address', async () => {
  const staff = await rig.signIn();
  const { id, key } = await create(staff, ['203.0.113.7']);
  expectError(await trackFrom(key, '198.51.100.1'), 'address_not_allowed');
  await staff.send('PATCH', `/api/keys/${id}`, { allowedAddresses: ['198.51.100.0/24'] });
  expect((await trackFrom(key, '198.51.100.1')).status).toBe(200);
  expectError(await trackFrom(key, '203.0.113.7'), 'address_not_allowed');
  await staff.send('PATCH', `/api/keys/${id}`, { allowedAddresses: [] });
  expect((await trackFrom(key, '203.0.113.7')).status).toBe(200);
});

test('the settings document is refused from an address that the key does not allow', async () => {
  const staff = await rig.signIn();
  const { key } = await create(staff, ['203.0.113.7']);
  const settings = (address: string): Promise<Response> =>
    fetch(`${rig.baseUrl}/v1/projects/${key}/settings`, { headers: { 'x-forwarded-for': address } });
  expect((await settings('203.0.113.7')).status).toBe(200);
  expect((await settings('198.51.100.1')).status).toBe(403);
});

test('what is sent to a suspended workspace is refused, while its staff still see it, until it is resumed', async () => {
  const [staff, other] = [await rig.signIn(), await rig.signIn()];
  const { id } = staff.workspace;
  await suspendWorkspace(rig.database.prisma, { id, actor: 'command line' });
  await suspendWorkspace(rig.database.prisma, { id, actor: 'command line' });
  expectError(await track(staff.workspace.key), 'workspace_suspended');
  expect((await track(other.workspace.key)).status).toBe(200);
  expect((await staff.get('/api/keys')).status).toBe(200);

  await resumeWorkspace(rig.database.prisma, { id, actor: 'command line' });
  const { key } = await create(staff);
  expect((await track(key)).status).toBe(200);
  await eventually(
    'the key of before is taken',
    async () => (await track(staff.workspace.key)).status === 200,
  );
  expect((await staff.get('/api/audit?action=workspace')).body).toMatchObject({
    items: [
      { action: 'workspace.resume', actor: 'command line', object: String(id) },
      { action: 'workspace.suspend', actor: 'command line', object: String(id) },
    ],
  });
});

test('suspending a workspace that is not there says so', async () => {
  await expect(suspendWorkspace(rig.database.prisma, { id: 999_999, actor: 'test' })).rejects.toMatchObject({
    code: 'not_found',
    message: 'There is no workspace 999999.',
  });
});

describe('the signing secret', () => {
  const secretPath = '/api/integrations/segment/signing-secret';
  const body = JSON.stringify(event);
  const signedWith = (secret: string): Record<string, string> => ({
    'x-signature': createHmac('sha1', secret).update(body).digest('hex'),
  });
  const trackSigned = (staff: Staff, secret: string): Promise<Answer> =>
    send(rig.baseUrl, '/v1/track', body, {
      authorization: staff.workspace.authorization,
      ...signedWith(secret),
    });
  const shown = async (staff: Staff): Promise<unknown> => (await staff.get('/api/integrations/segment')).body;
  const make = async (staff: Staff): Promise<string> => {
    const answer = await staff.send('POST', secretPath);
    expect(answer.status).toBe(201);
    return textIn(answer.body, 'secret');
  };

  test('the newest and the one before it are taken; a rotation later the first is refused', async () => {
    const staff = await rig.signIn();
    expect(await shown(staff)).toMatchObject({
      kind: 'segment',
      signingSecretSet: false,
      previousSecretTaken: false,
    });
    expect((await trackSigned(staff, 'whatever')).status).toBe(200);

    const first = await make(staff);
    expect(await shown(staff)).toMatchObject({ signingSecretSet: true, previousSecretTaken: false });
    expect((await trackSigned(staff, first)).status).toBe(200);
    expectError(await trackSigned(staff, 'whatever'), 'invalid_signature');

    const second = await make(staff);
    expect(await shown(staff)).toMatchObject({ signingSecretSet: true, previousSecretTaken: true });
    for (const secret of [first, second]) expect((await trackSigned(staff, secret)).status).toBe(200);

    const third = await make(staff);
    expectError(await trackSigned(staff, first), 'invalid_signature');
    for (const secret of [second, third]) expect((await trackSigned(staff, secret)).status).toBe(200);
    expect(JSON.stringify(await shown(staff))).not.toContain('hydra_signing_');
  });

  test('once it is removed, no signature is checked; that of another workspace stays', async () => {
    const [staff, other] = [await rig.signIn(), await rig.signIn()];
    await make(staff);
    await make(other);
    expect((await staff.send('DELETE', secretPath)).status).toBe(200);
    expect((await staff.send('DELETE', secretPath)).status).toBe(200);
    expect(await shown(staff)).toMatchObject({ signingSecretSet: false, previousSecretTaken: false });
    expect((await trackSigned(staff, 'whatever')).status).toBe(200);
    expectError(await trackSigned(other, 'whatever'), 'invalid_signature');
    expect((await staff.get('/api/audit?action=signing_secret')).body).toMatchObject({
      items: [{ action: 'signing_secret.delete' }, { action: 'signing_secret.create' }],
    });
  });
});

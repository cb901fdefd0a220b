import { staffApi } from '#contract';
import { eraseAll } from '../support/erase.js';
import { findInDatabase } from '../support/find-in-database.js';
import { recordCalls } from '../support/record-calls.js';
import { startStaffRig, type Staff } from './staff-rig.js';

const rig = startStaffRig();

const ask = (staff: Staff, type: string, ...values: string[]) =>
  staff.send('POST', '/api/regulations', { type, identifiers: values.map((value) => ({ value })) });

const list = async (staff: Staff, query = '') =>
  staffApi.regulationPage.parse((await staff.get(`/api/regulations${query}`)).body);

test('a regulation waits until a worker has carried it out, and then nobody can tell whom it meant', async () => {
  const staff = await rig.signIn();
  const { pool } = rig.database;
  const asked = await ask(staff, 'SUPPRESS_WITH_DELETE', 'who-4711', ' who-4711 ', 'who-4712');
  expect(asked).toMatchObject({
    status: 201,
    body: {
      type: 'SUPPRESS_WITH_DELETE',
      state: 'waiting',
      createdBy: staff.workspace.staff?.email,
      identifiers: 2,
      finishedAt: null,
    },
  });
  const { id } = staffApi.regulation.parse(asked.body);
  expect(await findInDatabase(pool, ['who-471'])).toEqual(['regulation_identifier.value']);
  await eraseAll(pool, staff.workspace.id);
  expect((await staff.get(`/api/regulations/${id}`)).body).toMatchObject({
    id,
    state: 'finished',
    people: 0,
    finishedAt: expect.any(String),
  });
  expect(await findInDatabase(pool, ['who-471'])).toEqual([]);
});

test('who has asked for it is in the audit, and whom it means is not', async () => {
  const staff = await rig.signIn();
  const { id } = staffApi.regulation.parse((await ask(staff, 'DELETE_ONLY', 'who-4713')).body);
  const { body } = await staff.get('/api/audit?action=regulation');
  expect(staffApi.auditPage.parse(body).items).toMatchObject([
    {
      actor: staff.workspace.staff?.email,
      action: 'regulation.create',
      object: String(id),
      detail: { type: 'DELETE_ONLY', identifiers: 1 },
    },
  ]);
  expect(JSON.stringify(body)).not.toContain('who-4713');
});

test('the pages of the list show every regulation of the workspace once, latest first', async () => {
  const [staff, other] = [await rig.signIn(), await rig.signIn()];
  for (const value of ['a', 'b', 'c']) await ask(staff, 'SUPPRESS_ONLY', value);
  const all = (await list(staff)).items.map(({ id }) => id);
  expect(all).toEqual(all.toSorted((a, b) => b - a));
  const first = await list(staff, '?limit=2');
  const second = await list(staff, `?limit=2&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(all);
  expect(second.nextCursor).toBeNull();
  expect((await list(other)).items).toEqual([]);
  expect((await other.get(`/api/regulations/${all[0]}`)).status).toBe(404);
});

test('400 for an unknown type, for nobody, and for more than one call may name', async () => {
  const staff = await rig.signIn();
  const tooMany = Array.from({ length: 5_001 }, (_, at) => ({ value: `u${at}` }));
  for (const body of [
    { type: 'FORGET', identifiers: [{ value: 'a' }] },
    { type: 'DELETE_ONLY', identifiers: [] },
    { type: 'DELETE_ONLY', identifiers: [{ value: ' ' }] },
    { type: 'DELETE_ONLY', identifiers: [{ kind: 'group', value: 'a' }] },
    { type: 'DELETE_ONLY', identifiers: tooMany },
  ])
    expect(await staff.send('POST', '/api/regulations', body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  expect((await list(staff)).items).toEqual([]);
});

describe('the export of a person', () => {
  const at = '2026-02-01T12:00:00.000Z';
  const personas = {
    computation_class: 'audience',
    computation_id: 'c1',
    computation_key: 'vip',
    space_id: 's1',
  };
  const calls = [
    {
      type: 'identify',
      userId: 'ada',
      anonymousId: 'v1',
      traits: { name: 'Ada', email: 'ada@acme.com', company: { id: 'acme', name: 'Acme' } },
    },
    { type: 'identify', userId: 'ada', traits: { vip: true }, context: { personas } },
    { type: 'track', anonymousId: 'v1', event: 'Used', properties: { feature: 'Alerts' } },
    { type: 'track', userId: 'bob', event: 'Used', properties: { feature: 'Reports' } },
  ].map((call, index) => ({ ...call, messageId: `m${index}`, timestamp: at }));

  async function withAda() {
    const staff = await rig.signIn();
    await recordCalls(rig.database.pool, staff.workspace.id, calls);
    await rig.database.pool.query(
      `INSERT INTO dead_letter (workspace_id, queue, body, code, reason) VALUES ($1, 'track', $2, 'x', 'x'), ($1, 'track', $3, 'x', 'x')`,
      [
        staff.workspace.id,
        ...['v1', 'v2'].map((anonymousId) =>
          JSON.stringify({
            type: 'page',
            anonymousId,
            messageId: `dead-${anonymousId}`,
            timestamp: at,
            receivedAt: at,
          }),
        ),
      ],
    );
    const { body } = await staff.get('/api/people?identifier=ada');
    return { staff, id: staffApi.personPage.parse(body).items[0]?.id };
  }

  test('is one JSON document with all that is held of them, and of nobody else', async () => {
    const { staff, id } = await withAda();
    const answer = await staff.get(`/api/people/${id}/export`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    const held = staffApi.personExport.parse(answer.body);
    expect(held).toMatchObject({ id, name: 'Ada', email: 'ada@acme.com', merges: [] });
    expect(held.identifiers.map(({ kind, value }) => [kind, value])).toEqual(
      expect.arrayContaining([
        ['user', 'ada'],
        ['anonymous', 'v1'],
        ['email', 'ada@acme.com'],
      ]),
    );
    expect(held.identifiers).toContainEqual(
      expect.objectContaining({ value: 'v1', firstSeen: '2026-02-01', lastSeen: '2026-02-01' }),
    );
    expect(held.companies).toMatchObject([{ kind: 'group', value: 'acme', ended: false }]);
    expect(held.audiences).toMatchObject([{ key: 'vip', entered: true }]);
    expect(held.usage).toMatchObject([{ feature: 'Alerts', day: '2026-02-01', neutral: 1 }]);
    expect(held.deadLetters.map(({ messageId }) => messageId)).toEqual(['dead-v1']);
    expect(held.events.map(({ messageId }) => messageId).toSorted()).toEqual(['m0', 'm1', 'm2']);
  });

  test('is in the audit, and is not to be had from another workspace', async () => {
    const { staff, id } = await withAda();
    const other = await rig.signIn();
    expect((await other.get(`/api/people/${id}/export`)).status).toBe(404);
    await staff.get(`/api/people/${id}/export`);
    const { body } = await staff.get('/api/audit?action=person.export');
    expect(staffApi.auditPage.parse(body).items).toMatchObject([{ object: id }]);
  });
});

import { staffApi } from '#contract';
import { revokeKey } from '#keys';
import { expectError } from '../support/expect-error.js';
import { send, type Answer } from '../support/http.js';
import type { Rig } from '../support/rig.js';
import { signIn, type StaffClient } from '../support/staff-client.js';
import { basic } from '../support/workspace.js';

const track = { type: 'track', userId: 'u1', event: 'Seen' };
const encode = (text: string): string => Buffer.from(text).toString('base64');

/** API keys, from their creation by staff to the refusal of a revoked one. */
export function keys(rig: Rig): void {
  const sendWith = (headers: Record<string, string>, body: unknown = track): Promise<Answer> =>
    send(rig.system.baseUrl, '/v1/segment', body, headers);

  async function createKey(
    staff: StaffClient,
    name: string,
  ): Promise<{ id: string; key: string; hint: string }> {
    const { status, body } = await staff.post('keys', { name });
    expect(status).toBe(201);
    const created = staffApi.createdKey.parse(body);
    rig.secrets.push(created.key);
    return created;
  }

  test('a key is taken wherever Segment and its clients put it', async () => {
    const workspace = await rig.newWorkspace();
    const { key } = workspace;
    const places: [Record<string, string>, unknown][] = [
      [{ authorization: `Basic ${encode(`${key}:`)}` }, track],
      [{ authorization: `Basic ${encode(key)}` }, track],
      [{ authorization: `Basic ${encode(`${key}:whatever: it is`)}` }, track],
      [{ authorization: `basic ${encode(`${key}:`)}` }, track],
      [{ authorization: `Bearer ${key}` }, track],
      [{ 'x-write-key': key }, track],
      [{ 'x-api-key': key }, track],
      [{}, { ...track, writeKey: key }],
      [{}, { batch: [track], writeKey: key }],
      [{}, { batch: [{ ...track, writeKey: key }] }],
      [
        {},
        [
          { ...track, writeKey: key },
          { ...track, writeKey: key },
        ],
      ],
    ];
    const answers = await Promise.all(places.map(([headers, body]) => sendWith(headers, body)));

    expect(answers.map(({ status }) => status)).toEqual(places.map(() => 200));
    expect((await rig.settledState(workspace)).events).toHaveLength(places.length + 1);
    const { rowCount } = await rig.database.pool.query('SELECT FROM event WHERE position($1 IN body) > 0', [
      key,
    ]);
    expect(rowCount).toBe(0);
  });

  test('what the header says wins over the body, and members of a batch that disagree are refused', async () => {
    const [one, other] = [await rig.newWorkspace(), await rig.newWorkspace()];
    expect(
      (await sendWith({ authorization: one.authorization }, { ...track, writeKey: other.key })).status,
    ).toBe(200);
    const members = [one, other].map(({ key }) => ({ ...track, writeKey: key }));
    expectError(await sendWith({}, members), 'conflicting_api_keys');

    expect((await rig.settledState(one)).events).toHaveLength(1);
    expect((await rig.settledState(other)).events).toHaveLength(0);
  });

  test('a key is created and listed by staff, shown once, kept as a digest, and works at once beside others', async () => {
    const workspace = await rig.newWorkspace({ withStaff: true });
    const staff = await signIn(rig.system, workspace);
    const { id, key, hint } = await createKey(staff, 'Second');

    expect(key).toMatch(/^hydra_live_[0-9A-Za-z]{38}$/);
    expect(hint).toBe(`hydra_live_…${key.slice(-4)}`);
    expect((await sendWith({ authorization: basic(key) })).status).toBe(200);
    expect((await sendWith({ authorization: workspace.authorization })).status).toBe(200);
    const listed = await staff.get('keys');
    expect(listed.body).toMatchObject({
      items: [
        { id, name: 'Second', hint, createdBy: workspace.staff?.email, revokedAt: null },
        { name: 'Test', revokedAt: null },
      ],
    });
    expect(JSON.stringify(listed.body)).not.toContain(key);
    const { rowCount } = await rig.database.pool.query(
      'SELECT FROM api_key AS kept WHERE position($1 IN kept::text) > 0',
      [key],
    );
    expect(rowCount).toBe(0);
  });

  test('a key that staff revoke is refused at once, though it was in use, and the others go on', async () => {
    const workspace = await rig.newWorkspace({ withStaff: true });
    const staff = await signIn(rig.system, workspace);
    const { id, key } = await createKey(staff, 'Leaked');
    expect((await sendWith({ authorization: basic(key) })).status).toBe(200);

    expect(await staff.delete(`keys/${id}`)).toMatchObject({ status: 200, body: { success: true } });
    expectError(await sendWith({ authorization: basic(key) }), 'revoked_api_key');
    expect((await sendWith({ authorization: workspace.authorization })).status).toBe(200);
    const { items } = await staff.read('keys', staffApi.keyList);
    expect(items.map(({ name, revokedAt }) => [name, revokedAt === null])).toEqual([
      ['Leaked', false],
      ['Test', true],
    ]);
    expect(await staff.delete(`keys/${id}`)).toMatchObject({ status: 200 });
  });

  test('a key that another process revoked is refused', async () => {
    const workspace = await rig.newWorkspace();
    const { id } = await rig.database.prisma.apiKey.findFirstOrThrow({
      where: { workspaceId: workspace.id },
    });
    await revokeKey(rig.database.prisma, { workspaceId: workspace.id, id, actor: 'test' });
    expectError(await sendWith({ authorization: workspace.authorization }), 'revoked_api_key');
  });

  test('nobody sees or revokes the keys of another workspace', async () => {
    const [mine, theirs] = [
      await rig.newWorkspace({ withStaff: true }),
      await rig.newWorkspace({ withStaff: true }),
    ];
    const { id, key } = await createKey(await signIn(rig.system, theirs), 'Theirs');
    const staff = await signIn(rig.system, mine);

    expectError(await staff.delete(`keys/${id}`), 'not_found');
    expect((await staff.read('keys', staffApi.keyList)).items.map(({ name }) => name)).toEqual(['Test']);
    expect((await sendWith({ authorization: basic(key) })).status).toBe(200);
  });
}

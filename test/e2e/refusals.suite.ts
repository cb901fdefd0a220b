import { randomUUID } from 'node:crypto';
import { staffApi, warningCodes, type WarningCode } from '#contract';
import { eventually } from '../support/eventually.js';
import { send } from '../support/http.js';
import type { Rig } from '../support/rig.js';
import { signIn } from '../support/staff-client.js';
import { readPeople } from '../support/state.js';

const at = (hour: number): string => new Date(Date.UTC(2026, 2, 1, hour)).toISOString();
const identify = (hour: number, said: Record<string, unknown>): unknown => ({
  type: 'identify',
  messageId: randomUUID(),
  timestamp: at(hour),
  ...said,
});
const alias = (hour: number, userId: string, previousId: string): unknown => ({
  type: 'alias',
  messageId: randomUUID(),
  timestamp: at(hour),
  userId,
  previousId,
});

/** wire-contract 1.12: what an event may not claim changes nothing, and is a warning. */
export function refusals(rig: Rig): void {
  async function start() {
    const workspace = await rig.newWorkspace({ withStaff: true });
    const staff = await signIn(rig.system, workspace);
    rig.secrets.push(staff.token);
    const take = async (body: unknown) => {
      const headers = { authorization: workspace.authorization };
      expect((await send(rig.system.baseUrl, '/v1/batch', body, headers)).status).toBe(200);
      await rig.settled();
    };
    return {
      send: (...calls: unknown[]) => take(calls),
      sendText: (body: string) => take(body),
      people: async () =>
        (await readPeople(rig.database.pool, workspace.id)).map(({ identifiers }) => identifiers),
      /** Waits until there are so many warnings of this code; they are counted a moment after their events. */
      warned: (code: WarningCode, count: number) =>
        eventually(`${count} warnings ${code}`, async () => {
          const { items } = await staff.read('warnings', staffApi.warningList);
          return items.find((item) => item.code === code && item.count === count);
        }),
      warnings: async () => (await staff.read('warnings', staffApi.warningList)).items,
    };
  }

  test('an anonymous id or address that an earlier call claimed stays whose it is, with a warning', async () => {
    const workspace = await start();
    await workspace.send(
      identify(1, { userId: 'ada', anonymousId: 'ipad', traits: { email: 'home@acme.com' } }),
    );
    await workspace.send(identify(2, { userId: 'bob', anonymousId: 'ipad' }));
    await workspace.send(identify(3, { userId: 'eve', traits: { email: 'Home@acme.com' } }));
    await workspace.send(alias(4, 'eve', 'ipad'));
    expect(await workspace.people()).toEqual([
      ['anonymous:ipad', 'email:home@acme.com', 'user:ada'],
      ['user:bob'],
      ['user:eve'],
    ]);
    const warning = await workspace.warned('merge_refused_identified', 3);
    expect(warning.message).toBe(warningCodes.merge_refused_identified);
    expect(Date.parse(warning.lastAt)).toBeGreaterThanOrEqual(Date.parse(warning.firstAt));
  });

  test('an alias of one user id to another makes nobody one, with a warning', async () => {
    const workspace = await start();
    await workspace.send(identify(1, { userId: 'ada' }), identify(1, { userId: 'bob' }));
    await workspace.send(alias(2, 'ada', 'bob'));
    expect(await workspace.people()).toEqual([['anonymous:bob', 'user:ada'], ['user:bob']]);
    await workspace.warned('merge_refused_identified', 1);
  });

  test('an alias to itself is nothing, and no warning', async () => {
    const workspace = await start();
    await workspace.send(identify(1, { userId: 'ada' }));
    await workspace.send(alias(2, 'ada', 'ada'), identify(3, { userId: 'null', anonymousId: 'a1' }));
    expect(await workspace.people()).toEqual([['anonymous:a1'], ['user:ada']]);
    // The warning of the second call is there, so that of the first would be too.
    await workspace.warned('illegal_id', 1);
    expect((await workspace.warnings()).map(({ code }) => code)).toEqual(['illegal_id']);
  });

  test('an alias of an address makes the address theirs, before and after it was seen', async () => {
    const workspace = await start();
    const seen = { type: 'track', event: 'Email Opened', context: { traits: { email: 'ada@acme.com' } } };
    await workspace.send(alias(2, 'ada', 'Ada@acme.com'));
    await workspace.send({ ...seen, messageId: randomUUID(), timestamp: at(1) });
    expect(await workspace.people()).toEqual([['anonymous:Ada@acme.com', 'email:ada@acme.com', 'user:ada']]);
  });

  test('numbers too large to be told apart make nobody one, with a warning', async () => {
    const workspace = await start();
    const call = (id: string) =>
      `{"type":"identify","messageId":"${id}","userId":${id},"anonymousId":"a${id}"}`;
    await workspace.sendText(`[${call('9007199254740992')},${call('9007199254740993')}]`);
    expect(await workspace.people()).toEqual([
      ['anonymous:a9007199254740992'],
      ['anonymous:a9007199254740993'],
    ]);
    await workspace.warned('imprecise_id', 2);
  });

  test('what the API finds odd about an event is counted, with the id of one event', async () => {
    const workspace = await start();
    const messageId = randomUUID();
    await workspace.send({ type: 'track', event: 'Used', userId: 'ada', messageId, timestamp: 'yesterday' });
    expect(await workspace.warned('invalid_timestamp', 1)).toMatchObject({ messageId });
  });
}

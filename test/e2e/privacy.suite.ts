import { staffApi } from '#contract';
import { eventually } from '../support/eventually.js';
import { findInDatabase } from '../support/find-in-database.js';
import { send } from '../support/http.js';
import type { Rig } from '../support/rig.js';
import { startStaffAtWork, type StaffAtWork } from '../support/staff-at-work.js';

const at = (day: number): string => new Date(Date.UTC(2026, 2, day, 12)).toISOString();

const personas = {
  computation_class: 'audience',
  computation_id: 'aud_1',
  computation_key: 'vip',
  space_id: 'spa_1',
};
let adas = 0;

/** Somebody who is called what nobody else is, and everything that can be sent of her, in March. */
function newAda() {
  const number = 4711 + (adas += 1);
  const [userId, visitor] = [`ada-${number}`, `visitor-${number}`];
  const email = `ada.lovelace.${number}@acme.example`;
  const [lastName, title] = [`Lovelace-${number}`, `Enchantress-${number}`];
  const calls = [
    {
      type: 'identify',
      userId,
      anonymousId: visitor,
      traits: { email, name: `Ada ${lastName}`, title, company: { id: 'acme', name: 'Acme' } },
    },
    { type: 'identify', userId, traits: { vip: true }, context: { personas } },
    { type: 'group', userId, groupId: 'acme', traits: { name: 'Acme' } },
    { type: 'alias', userId, previousId: visitor },
    {
      type: 'track',
      userId,
      event: 'Used',
      properties: { feature: 'Alerts', note: `${lastName} was here` },
      context: { groupId: 'acme' },
    },
    { type: 'track', anonymousId: visitor, event: 'Used', properties: { feature: 'Alerts' } },
    { type: 'track', event: 'Email Opened', context: { traits: { email, title } } },
    { type: 'page', anonymousId: visitor, name: 'Pricing' },
  ].map((call, index) => ({ ...call, messageId: `of-ada-${index}`, timestamp: at(index + 1) }));
  return { userId, visitor, email, calls, texts: [userId, visitor, email, lastName, title] };
}

const ofBob = [
  { type: 'identify', userId: 'bob', traits: { name: 'Bob', company: { id: 'acme', name: 'Acme' } } },
  {
    type: 'track',
    userId: 'bob',
    event: 'Used',
    properties: { feature: 'Alerts' },
    context: { groupId: 'acme' },
  },
].map((call, index) => ({ ...call, messageId: `of-bob-${index}`, timestamp: at(index + 1) }));

/** wire-contract 1.19: deletion and suppression. */
export function privacy(rig: Rig): void {
  const find = (texts: readonly string[]): Promise<string[]> => findInDatabase(rig.database.pool, texts);

  /** What a live event says of an event that was left out goes with the next sweep. */
  const nothingNames = (texts: readonly string[]): Promise<unknown> =>
    eventually(`nothing names ${texts[0]}`, async () => (await find(texts)).length === 0);

  async function regulate(work: StaffAtWork, type: string, ...values: string[]) {
    const identifiers = values.map((value) => ({ kind: value.includes('@') ? 'email' : 'user', value }));
    const { status, body } = await work.staff.post('regulations', { type, identifiers });
    expect(status).toBe(201);
    return finished(work, staffApi.regulation.parse(body).id);
  }

  const finished = (work: StaffAtWork, id: number) =>
    eventually(`regulation ${id} is finished`, async () => {
      const regulation = await work.staff.read(`regulations/${id}`, staffApi.regulation);
      return regulation.state === 'finished' && regulation;
    });

  async function putDeadLetter({ workspace }: StaffAtWork, call: object | undefined): Promise<void> {
    const event = { ...call, messageId: 'dead', receivedAt: at(20) };
    await rig.database.pool.query(
      `INSERT INTO dead_letter (workspace_id, queue, body, code, reason) VALUES ($1, 'track', $2, '22003', 'out of range')`,
      [workspace.id, JSON.stringify(event)],
    );
  }

  const usesOfAcme = async (work: StaffAtWork): Promise<number | undefined> => {
    const acme = await work.company('acme');
    const chart = await work.staff.read(`companies/${acme?.id}/top-features`, staffApi.topFeatures);
    return chart.features.find(({ name }) => name === 'Alerts')?.volume;
  };

  test('whoever is erased is in no table any more, and does not come back with a late retry', async () => {
    const work = await startStaffAtWork(rig);
    const ada = newAda();
    await work.send(...ofBob, ...ada.calls);
    await putDeadLetter(work, ada.calls[4]);
    const bob = await work.person('bob');
    expect(await usesOfAcme(work)).toBe(3);
    expect(await find(ada.texts)).toEqual(
      expect.arrayContaining(['dead_letter.body', 'event.body', 'identifier.value', 'person.search']),
    );

    expect(await regulate(work, 'DELETE_ONLY', ada.userId)).toMatchObject({
      state: 'finished',
      createdBy: work.workspace.staff?.email,
      identifiers: 1,
      people: 1,
      events: ada.calls.length,
    });
    await nothingNames(ada.texts);
    expect(await work.person('bob')).toEqual(bob);
    expect(await usesOfAcme(work)).toBe(1);
    expect((await work.staff.read('people', staffApi.personPage)).items).toHaveLength(1);

    await work.send(...ada.calls);
    await work.send(...ada.calls.map((call) => ({ ...call, messageId: `again-${call.messageId}` })));
    await nothingNames(ada.texts);
    expect(await work.person('bob')).toEqual(bob);
    expect(await usesOfAcme(work)).toBe(1);
  });

  test('after a deletion, what is sent of a later time makes a new person, of whom nothing is known from before', async () => {
    const work = await startStaffAtWork(rig);
    const ada = newAda();
    await work.send(...ada.calls);
    await regulate(work, 'DELETE_ONLY', ada.userId);
    const timestamp = new Date().toISOString();
    await work.send({
      type: 'identify',
      userId: ada.userId,
      anonymousId: ada.visitor,
      timestamp,
      traits: { plan: 'pro' },
    });
    expect(await work.person(ada.userId)).toMatchObject({
      name: null,
      email: null,
      company: null,
      audiences: [],
      firstSeen: timestamp.slice(0, 10),
      identifiers: [{ value: ada.userId }, { value: ada.visitor }],
    });
    expect(Object.keys((await work.person(ada.userId))?.traits ?? {})).toEqual(['plan']);
  });

  test('a delete event erases whom it names, and what was sent before it and arrives after it', async () => {
    const work = await startStaffAtWork(rig);
    const ada = newAda();
    await work.send(...ofBob, ...ada.calls.slice(0, 5));
    const bob = await work.person('bob');
    await work.send({ type: 'delete', userId: ada.userId, messageId: 'delete-ada', timestamp: at(20) });
    const regulation = await eventually('it is on record', async () => {
      const { items } = await work.staff.read('regulations', staffApi.regulationPage);
      return items[0];
    });
    expect(await finished(work, regulation.id)).toMatchObject({
      type: 'DELETE_ONLY',
      createdBy: 'delete event',
      people: 1,
    });
    await work.send(...ada.calls);
    await work.send({ type: 'delete', userId: ada.userId, messageId: 'delete-ada', timestamp: at(20) });
    await finished(work, regulation.id);
    await nothingNames(ada.texts);
    expect(await work.person('bob')).toEqual(bob);
    expect((await work.staff.read('regulations', staffApi.regulationPage)).items).toHaveLength(1);
  });

  test('a delete event without a user id is refused', async () => {
    const { workspace } = await startStaffAtWork(rig);
    const headers = { authorization: workspace.authorization };
    for (const ids of [{}, { anonymousId: 'a1' }, { userId: 'null' }]) {
      const answer = await send(rig.system.baseUrl, '/v1/segment', { type: 'delete', ...ids }, headers);
      expect(answer).toMatchObject({ status: 400, body: { code: 'missing_user_id' } });
    }
  });

  test('of whoever is suppressed nothing comes in, by any of their names, until they are suppressed no more', async () => {
    const work = await startStaffAtWork(rig);
    const ada = newAda();
    await work.send(...ada.calls);
    await regulate(work, 'SUPPRESS_WITH_DELETE', ada.userId);
    const now = (call: object, messageId: string): object => ({
      ...call,
      messageId,
      timestamp: new Date().toISOString(),
    });
    const email = ada.email.toUpperCase();
    await work.send(
      now({ type: 'track', userId: ada.userId, event: 'Used' }, 'suppressed'),
      now({ type: 'identify', traits: { email } }, 'by-address'),
      now({ type: 'identify', userId: 'other', traits: { email } }, 'of-address'),
      now({ type: 'alias', userId: 'other', previousId: ada.userId }, 'as-previous'),
      now({ type: 'identify', userId: 'neighbour', anonymousId: ada.visitor }, 'same-machine'),
    );
    await nothingNames([ada.userId, ada.email]);
    expect(await work.person('neighbour')).not.toBeNull();
    expect(await work.person('other')).toBeNull();

    await regulate(work, 'UNSUPPRESS', ada.userId);
    await work.send(
      now({ type: 'track', userId: ada.userId, event: 'Used' }, 'suppressed'),
      now({ type: 'identify', traits: { email } }, 'by-address-again'),
      ...ada.calls.map((call) => ({ ...call, messageId: `late-${call.messageId}` })),
    );
    expect(await work.person(ada.userId)).toBeNull();
    expect(await work.person(ada.email)).toMatchObject({ name: null });
    await work.send(now({ type: 'track', userId: ada.userId, event: 'Used' }, 'welcome'));
    expect(await work.person(ada.userId)).toMatchObject({ traits: {} });
  });

  test('suppression alone leaves what is there', async () => {
    const work = await startStaffAtWork(rig);
    const ada = newAda();
    await work.send(...ada.calls);
    const before = await work.person(ada.userId);
    await regulate(work, 'SUPPRESS_ONLY', ada.userId);
    await work.send({ type: 'track', userId: ada.userId, event: 'Used', timestamp: at(25) });
    expect(await work.person(ada.userId)).toEqual(before);
    await regulate(work, 'DELETE_ONLY', ada.userId);
    expect(await work.person(ada.userId)).toBeNull();
  });

  test('people whom staff have merged are erased as one, by the id of either', async () => {
    const work = await startStaffAtWork(rig);
    const ada = newAda();
    await work.send(...ada.calls, {
      type: 'identify',
      userId: 'countess-4712',
      traits: { email: 'countess-4712@acme.example' },
      timestamp: at(3),
    });
    const [survivor, countess] = [await work.person(ada.userId), await work.person('countess-4712')];
    const merged = await work.staff.post(`people/${survivor?.id}/merge`, { with: countess?.id });
    expect(merged.status).toBe(200);
    await regulate(work, 'DELETE_ONLY', 'countess-4712');
    await nothingNames([...ada.texts, 'countess-4712']);
    const ids = [survivor, countess].flatMap((one) => one?.identifiers ?? []).map(({ id }) => id);
    expect((await find(ids)).filter((column) => !column.startsWith('audit.'))).toEqual([]);
  });
}

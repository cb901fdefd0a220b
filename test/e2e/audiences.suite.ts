import { staffApi } from '#contract';
import { identifierOf } from '#identity';
import { expectError } from '../support/expect-error.js';
import type { Rig } from '../support/rig.js';
import { startStaffAtWork, type StaffAtWork } from '../support/staff-at-work.js';
import { readState } from '../support/state.js';

const at = (day: number): string => new Date(Date.UTC(2026, 2, day, 12)).toISOString();
const personas = (said: object = {}): object => ({
  personas: {
    computation_class: 'audience',
    computation_id: 'aud_1',
    computation_key: 'vip',
    namespace: 'spa_1',
    space_id: 'spa_1',
    ...said,
  },
});
const identify = (day: number, userId: string, traits: object, said?: object): object => ({
  type: 'identify',
  userId,
  traits,
  context: personas(said),
  integrations: { All: false, Hydra: true },
  timestamp: at(day),
});

/** wire-contract 1.14: the audiences of Segment's Engage. */
export function audiences(rig: Rig): void {
  const list = async ({ staff }: StaffAtWork) => (await staff.read('audiences', staffApi.audienceList)).items;
  /** Who is in each audience, by its key. */
  async function members(work: StaffAtWork): Promise<Record<string, (string | null)[]>> {
    const found: Record<string, (string | null)[]> = {};
    for (const { id, key } of await list(work)) {
      const { items } = await work.staff.read(`audiences/${id}/people`, staffApi.personPage);
      found[key] = items.map(({ name }) => name).toSorted();
    }
    return found;
  }
  const named = (day: number, userId: string, traits: object = {}): object => ({
    type: 'identify',
    userId,
    timestamp: at(day),
    traits: { name: userId, ...traits },
  });

  test('whoever enters is in, whoever leaves is out, and the trait is an ordinary one', async () => {
    const work = await startStaffAtWork(rig);
    await work.send(named(1, 'ada'), named(1, 'bob'));
    await work.send(identify(2, 'ada', { vip: true }), identify(2, 'bob', { vip: true }));
    expect(await members(work)).toEqual({ vip: ['ada', 'bob'] });
    await work.send(identify(3, 'bob', { vip: false }));
    expect(await members(work)).toEqual({ vip: ['ada'] });
    expect(await work.person('ada')).toMatchObject({
      audiences: [{ key: 'vip', kind: 'audience', since: at(2) }],
      traits: { vip: { value: true } },
      lastSeen: '2026-03-01',
    });
    expect(await work.person('bob')).toMatchObject({ audiences: [], traits: { vip: { value: false } } });
    expect(await list(work)).toMatchObject([
      { key: 'vip', spaceId: 'spa_1', computationId: 'aud_1', firstAt: at(2) },
    ]);
  });

  test('the latest word counts, whichever arrives last', async () => {
    const work = await startStaffAtWork(rig);
    await work.send(named(1, 'ada'));
    await work.send(identify(5, 'ada', { vip: false }));
    await work.send(identify(4, 'ada', { vip: true }));
    expect(await members(work)).toEqual({ vip: [] });
    await work.send(identify(6, 'ada', { vip: true }));
    expect(await members(work)).toEqual({ vip: ['ada'] });
  });

  test('an exit for an unknown id makes nobody, and still holds against an entry before it', async () => {
    const work = await startStaffAtWork(rig);
    const exit = {
      ...identify(5, 'ghost', { vip: false, email: 'ghost@acme.com' }),
      anonymousId: 'a1',
    };
    const left = {
      type: 'track',
      event: 'Audience Exited',
      userId: 'ghost2',
      timestamp: at(5),
      properties: { vip: false, audience_key: 'vip' },
      context: { ...personas(), groupId: 'g9', traits: { email: 'ghost2@acme.com' } },
    };
    await work.send(exit, left);
    const state = await readState(rig.database.pool, work.workspace.id);
    expect([state.people, state.companies, state.events.length]).toEqual([[], [], 2]);
    for (const value of ['ghost', 'ghost2', 'a1', 'ghost@acme.com'])
      expect(await work.person(value)).toBeNull();
    const { id } = identifierOf(work.workspace.id, 'user', 'ghost');
    for (const path of ['', '/top-features', '/usage-trend', '/merges'])
      expectError(await work.staff.get(`people/${id}${path}`), 'not_found');

    await work.send(identify(4, 'ghost', { vip: true, name: 'ghost' }));
    expect(await members(work)).toEqual({ vip: [] });
    expect(await work.person('ghost')).toMatchObject({
      name: 'ghost',
      audiences: [],
      traits: { vip: { value: false, at: at(5) } },
    });
  });

  test('a member known by a user id and by an address is one, by the latest word on either', async () => {
    const work = await startStaffAtWork(rig);
    const byAddress = (day: number, vip: boolean): object => ({
      type: 'track',
      event: 'whatever',
      timestamp: at(day),
      properties: { vip },
      context: { ...personas(), traits: { email: 'ada@acme.com' } },
    });
    await work.send(named(1, 'ada', { email: 'ada@acme.com' }));
    await work.send(identify(2, 'ada', { vip: true }), byAddress(2, true));
    expect(await members(work)).toEqual({ vip: ['ada'] });
    await work.send(byAddress(3, false));
    expect(await members(work)).toEqual({ vip: [] });
  });

  test('what is not quite as specified is understood: text, another key, a step without a boolean', async () => {
    const work = await startStaffAtWork(rig);
    await work.send(named(1, 'ada'), named(1, 'bob'), named(1, 'eve'), named(1, 'kim'));
    const step = { computation_class: 'journey_step', computation_id: 'step_1', computation_key: 'step' };
    await work.send(
      identify(2, 'ada', { vip: 'true' }),
      identify(2, 'bob', { is_vip: true, plan: 'pro' }),
      identify(2, 'eve', { audience_key: 'big', big: true, other: false }),
      identify(2, 'kim', { one: true, other: true }),
      identify(2, 'kim', { plan: 'pro' }, step),
    );
    expect(await members(work)).toEqual({ vip: ['ada', 'bob', 'eve'], step: ['kim'] });
  });

  test('a key that is used again names another audience', async () => {
    const work = await startStaffAtWork(rig);
    await work.send(named(1, 'ada'), named(1, 'bob'));
    await work.send(
      identify(2, 'ada', { vip: true }),
      identify(3, 'bob', { vip: true }, { computation_id: 'aud_2' }),
    );
    const [one, other] = await list(work);
    expect([one?.key, other?.key]).toEqual(['vip', 'vip']);
    expect(new Set([one?.computationId, other?.computationId])).toEqual(new Set(['aud_1', 'aud_2']));
    expect(await work.person('bob')).toMatchObject({ audiences: [{ key: 'vip', since: at(3) }] });
  });

  test('an account enters and leaves by group calls', async () => {
    const work = await startStaffAtWork(rig);
    const group = (day: number, groupId: string, vip: boolean): object => ({
      type: 'group',
      groupId,
      timestamp: at(day),
      traits: { vip },
      context: personas(),
    });
    await work.send(group(3, 'ghost', false));
    expect(await work.company('ghost')).toBeNull();
    await work.send(group(2, 'acme', true));
    expect(await work.company('acme')).toMatchObject({
      audiences: [{ key: 'vip' }],
      traits: { vip: { value: true } },
    });
    await work.send(group(3, 'acme', false));
    expect(await work.company('acme')).toMatchObject({ audiences: [] });
  });

  test('audiences and computed traits are no product usage, and a computed trait is a trait', async () => {
    const work = await startStaffAtWork(rig);
    const computed = (computation_class: string): object => ({
      type: 'track',
      event: 'Trait Computed',
      userId: 'ada',
      timestamp: at(2),
      properties: { vip: true, feature: 'Alerts' },
      context: personas({ computation_class }),
    });
    await work.send(named(1, 'ada'), computed('audience'), computed('trait'), computed('computed_trait'));
    await work.send(
      identify(
        2,
        'ada',
        { total: 7, vip: true },
        { computation_class: 'computed_trait', computation_key: 'total' },
      ),
    );
    const state = await readState(rig.database.pool, work.workspace.id);
    expect(state.counts).toEqual([]);
    expect(state.people).toMatchObject([{ traits: { total: 7 }, lastSeen: '2026-03-01' }]);
    expect(await members(work)).toEqual({ vip: ['ada'] });
  });

  test('the pages of an audience show every member once; another workspace sees none', async () => {
    const work = await startStaffAtWork(rig);
    const other = await startStaffAtWork(rig);
    const names = ['ada', 'bob', 'eve', 'kim', 'lee'];
    await work.send(...names.map((name) => identify(2, name, { vip: true, name })));
    const [audience] = await list(work);
    const seen: (string | null)[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = `limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page: { items: { name: string | null }[]; nextCursor: string | null } = await work.staff.read(
        `audiences/${audience?.id}/people?${query}`,
        staffApi.personPage,
      );
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(seen.toSorted()).toEqual(names);
    expect(await list(other)).toEqual([]);
    expectError(await other.staff.get(`audiences/${audience?.id}/people`), 'not_found');
  });
}

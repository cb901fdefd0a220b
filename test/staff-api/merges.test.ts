import { listAudit } from '#audit';
import { staffApi } from '#contract';
import { identifierOf, type PersonKind } from '#identity';
import { Known } from '../../apps/worker/src/known.js';
import { expectError } from '../support/expect-error.js';
import { recordCalls, type SentCall } from '../support/record-calls.js';
import { readCounts, readPeople } from '../support/state.js';
import { startStaffRig } from './staff-rig.js';

const rig = startStaffRig();
const day = (number: number): string => new Date(Date.UTC(2026, 0, number, 12)).toISOString();

let sent = 0;
const call = (type: string, on: number, said: Record<string, unknown>): SentCall => ({
  type,
  messageId: `m${(sent += 1)}`,
  timestamp: day(on),
  ...said,
});
const use = (said: Record<string, unknown>, on = 5): SentCall =>
  call('track', on, { event: 'Used', properties: { feature: 'Alerts' }, ...said });

async function start() {
  const staff = await rig.signIn();
  const { id: workspaceId } = staff.workspace;
  const known = new Known();
  const { pool } = rig.database;
  const idOf = (kind: PersonKind, value: string): string => identifierOf(workspaceId, kind, value).id;
  return {
    staff,
    workspaceId,
    idOf,
    record: (...calls: SentCall[]) => recordCalls(pool, workspaceId, calls, known),
    merge: async (survivor: string, merged: string) => {
      const { status, body } = await staff.send('POST', `/api/people/${survivor}/merge`, { with: merged });
      expect({ status, body }).toMatchObject({ status: 200 });
      return staffApi.merge.parse(body);
    },
    undo: (id: number) => staff.send('POST', `/api/merges/${id}/undo`),
    people: async () => (await readPeople(pool, workspaceId)).map(({ identifiers }) => identifiers),
    state: async () => ({
      people: await readPeople(pool, workspaceId),
      counts: await readCounts(pool, workspaceId),
    }),
  };
}

const ada = { userId: 'ada', traits: { email: 'ada@acme.com', name: 'Ada', plan: 'pro' } };
const ada2 = {
  userId: 'ada2',
  anonymousId: 'a2',
  traits: { email: 'ada@home.com', title: 'CTO', plan: 'free' },
};

test('two people become one: all identifiers, the last word on each trait, the sum of what they used', async () => {
  const { staff, idOf, record, merge, people } = await start();
  await record(
    call('identify', 2, ada),
    call('identify', 1, ada2),
    use({ userId: 'ada' }),
    use({ anonymousId: 'a2' }),
  );
  const merged = await merge(idOf('user', 'ada'), idOf('anonymous', 'a2'));
  expect(merged).toMatchObject({
    survivor: idOf('user', 'ada'),
    merged: idOf('user', 'ada2'),
    mergedBy: staff.workspace.staff?.email,
    undoneAt: null,
    identifiers: [
      { kind: 'anonymous', value: 'a2' },
      { kind: 'email', value: 'ada@home.com' },
      { kind: 'user', value: 'ada2' },
    ],
  });
  expect(await people()).toEqual([
    ['anonymous:a2', 'email:ada@acme.com', 'email:ada@home.com', 'user:ada', 'user:ada2'],
  ]);
  for (const id of [idOf('user', 'ada'), idOf('user', 'ada2'), idOf('anonymous', 'a2')]) {
    expect((await staff.get(`/api/people/${id}`)).body).toMatchObject({
      id: idOf('user', 'ada'),
      name: 'Ada',
      title: 'CTO',
      email: 'ada@acme.com',
      traits: { plan: { value: 'pro' } },
    });
    expect((await staff.get(`/api/people/${id}/top-features`)).body).toMatchObject({
      features: [{ name: 'Alerts', volume: 2 }],
    });
  }
});

test('what comes later by either id lands on the survivor, whatever the worker remembers; after the undo, on their own', async () => {
  const { idOf, record, merge, undo, people } = await start();
  await record(call('identify', 1, ada), call('identify', 1, ada2));
  const { id } = await merge(idOf('user', 'ada'), idOf('user', 'ada2'));
  await record(
    call('identify', 3, { ...ada2, traits: { plan: 'team' } }),
    call('identify', 3, { userId: 'ada2', anonymousId: 'a3' }),
    call('alias', 3, { userId: 'ada2', previousId: 'a4' }),
    use({ userId: 'ada2' }),
  );
  expect(await people()).toEqual([
    [
      'anonymous:a2',
      'anonymous:a3',
      'anonymous:a4',
      'email:ada@acme.com',
      'email:ada@home.com',
      'user:ada',
      'user:ada2',
    ],
  ]);
  expect((await undo(id)).status).toBe(200);
  await record(call('identify', 4, { userId: 'ada2', anonymousId: 'a5' }));
  expect(await people()).toEqual([
    ['anonymous:a2', 'anonymous:a3', 'anonymous:a4', 'anonymous:a5', 'email:ada@home.com', 'user:ada2'],
    ['email:ada@acme.com', 'user:ada'],
  ]);
});

test('after the undo everything is as it would be had the merge never been', async () => {
  const without = await start();
  const withMerge = await start();
  const before = [call('identify', 1, ada), call('identify', 1, ada2), use({ anonymousId: 'a9' })];
  const meanwhile = [
    call('identify', 2, { userId: 'ada2', anonymousId: 'a3' }),
    // Staff had pointed a9 to ada; now somebody else claims it.
    call('identify', 2, { userId: 'bob', anonymousId: 'a9' }),
    // An earlier claim than that of ada2.
    call('identify', 0, { userId: 'eve', anonymousId: 'a2', traits: { email: 'eve@acme.com' } }),
    call('group', 2, { userId: 'ada2', groupId: 'g1', traits: { name: 'Acme' } }),
    use({ userId: 'ada2', context: { groupId: 'g1' } }),
  ];
  await without.record(...before);
  await without.record(...meanwhile);
  await withMerge.record(...before);
  const { idOf } = withMerge;
  const first = await withMerge.merge(idOf('user', 'ada'), idOf('user', 'ada2'));
  const second = await withMerge.merge(idOf('user', 'ada'), idOf('anonymous', 'a9'));
  await withMerge.record(...meanwhile);
  await withMerge.undo(first.id);
  await withMerge.undo(second.id);
  expect(await withMerge.state()).toEqual(await without.state());
});

test('who merged and who undid it is in the audit, once each', async () => {
  const { staff, workspaceId, idOf, record, merge, undo } = await start();
  await record(call('identify', 1, ada), call('identify', 1, ada2));
  const { id } = await merge(idOf('user', 'ada'), idOf('user', 'ada2'));
  await merge(idOf('user', 'ada'), idOf('user', 'ada2'));
  await undo(id);
  await undo(id);
  const { items } = await listAudit(rig.database.pool, { workspaceId, action: 'person.', limit: 10 });
  const actor = staff.workspace.staff?.email;
  expect(items).toMatchObject([
    { actor, action: 'person.unmerge', object: idOf('user', 'ada2'), detail: { merge: id } },
    { actor, action: 'person.merge', object: idOf('user', 'ada'), detail: { merged: idOf('user', 'ada2') } },
  ]);
});

test('a merge and an undo that are sent again change nothing', async () => {
  const { staff, idOf, record, merge, undo, state } = await start();
  await record(call('identify', 1, ada), call('identify', 1, ada2));
  const first = await merge(idOf('user', 'ada'), idOf('user', 'ada2'));
  expect(await merge(idOf('user', 'ada'), idOf('user', 'ada2'))).toEqual(first);
  const undone = await undo(first.id);
  const after = await state();
  expect(await undo(first.id)).toMatchObject({ status: 200, body: undone.body });
  expect(await state()).toEqual(after);
  expect(undone.body).toMatchObject({ undoneBy: staff.workspace.staff?.email, undoneAt: expect.any(String) });
  const again = await merge(idOf('user', 'ada'), idOf('user', 'ada2'));
  expect(again.id).toBeGreaterThan(first.id);
  const listed = await staff.get(`/api/people/${idOf('user', 'ada2')}/merges`);
  expect(listed.body).toMatchObject({ items: [{ id: again.id }, { id: first.id }] });
});

test('409 for a merge that a later one builds on, until that one is undone', async () => {
  const { idOf, record, merge, undo, people } = await start();
  await record(...['ada', 'bob', 'eve'].map((userId) => call('identify', 1, { userId })));
  const first = await merge(idOf('user', 'ada'), idOf('user', 'bob'));
  const second = await merge(idOf('user', 'eve'), idOf('user', 'bob'));
  expect(await people()).toEqual([['user:ada', 'user:bob', 'user:eve']]);
  expectError(await undo(first.id), 'merge_built_upon');
  expect((await undo(second.id)).status).toBe(200);
  expect(await people()).toEqual([['user:ada', 'user:bob'], ['user:eve']]);
  expect((await undo(first.id)).status).toBe(200);
  expect(await people()).toEqual([['user:ada'], ['user:bob'], ['user:eve']]);
});

test('merges into one survivor are undone in any order', async () => {
  const { idOf, record, merge, undo, people } = await start();
  await record(...['ada', 'bob', 'eve'].map((userId) => call('identify', 1, { userId })));
  const first = await merge(idOf('user', 'ada'), idOf('user', 'bob'));
  await merge(idOf('user', 'ada'), idOf('user', 'eve'));
  expect((await undo(first.id)).status).toBe(200);
  expect(await people()).toEqual([['user:ada', 'user:eve'], ['user:bob']]);
});

test('409 where there is nothing to merge, and where nobody with a user id would survive', async () => {
  const { staff, idOf, record, people } = await start();
  await record(call('identify', 1, ada2), use({ anonymousId: 'a8' }));
  const merge = (survivor: string, merged: string) =>
    staff.send('POST', `/api/people/${survivor}/merge`, { with: merged });
  const [user, claimed, visitor] = [idOf('user', 'ada2'), idOf('anonymous', 'a2'), idOf('anonymous', 'a8')];
  expectError(await merge(user, user), 'already_one_person');
  expectError(await merge(user, claimed), 'already_one_person');
  expectError(await merge(visitor, user), 'survivor_without_user_id');
  expect(await people()).toEqual([['anonymous:a2', 'email:ada@home.com', 'user:ada2'], ['anonymous:a8']]);
  expect((await merge(user, visitor)).status).toBe(200);
});

test('404 for somebody, and for a merge, of another workspace', async () => {
  const mine = await start();
  const theirs = await start();
  for (const { record } of [mine, theirs]) await record(call('identify', 1, ada), call('identify', 1, ada2));
  const { id } = await theirs.merge(theirs.idOf('user', 'ada'), theirs.idOf('user', 'ada2'));
  const people = [mine.idOf('user', 'ada'), theirs.idOf('user', 'ada')];
  for (const [survivor, merged] of [people, people.toReversed()]) {
    expectError(
      await mine.staff.send('POST', `/api/people/${survivor}/merge`, { with: merged }),
      'not_found',
    );
  }
  expectError(await mine.undo(id), 'not_found');
  expectError(await mine.staff.get(`/api/people/${people[1]}/merges`), 'not_found');
  expect(await mine.people()).toHaveLength(2);
});

test('chunks that run beside merges and undos leave the state that the calls alone make', async () => {
  const { workspaceId, idOf, record, merge, undo, people } = await start();
  await record(call('identify', 1, ada), call('identify', 1, ada2));
  const rounds = 15;
  const worker = async (name: string): Promise<void> => {
    const known = new Known();
    for (let round = 0; round < rounds; round += 1) {
      await recordCalls(
        rig.database.pool,
        workspaceId,
        [
          call('identify', 2, { userId: 'ada2', anonymousId: `${name}${round}`, traits: { [name]: round } }),
          call('identify', 2, { userId: 'ada', anonymousId: `of ada ${name}${round}` }),
          use({ userId: 'ada2' }, 6 + round),
          use({ anonymousId: `${name}${round - 1}` }),
        ],
        known,
      );
    }
  };
  const staffAtWork = async (): Promise<number> => {
    for (let round = 0; round < rounds; round += 1) {
      const { id } = await merge(idOf('user', 'ada'), idOf('user', 'ada2'));
      expect((await undo(id)).status).toBe(200);
    }
    return (await merge(idOf('user', 'ada'), idOf('user', 'ada2'))).id;
  };
  const [last] = await Promise.all([staffAtWork(), worker('v'), worker('w')]);
  const mine = (prefix: string): string[] =>
    ['v', 'w'].flatMap((name) =>
      Array.from({ length: rounds }, (_, round) => `anonymous:${prefix}${name}${round}`),
    );
  const ofAda = [...mine('of ada '), 'email:ada@acme.com', 'user:ada'];
  const ofAda2 = [...mine(''), 'anonymous:a2', 'email:ada@home.com', 'user:ada2'];
  // Each worker's first use was by an id that nobody has claimed.
  const visitors = [['anonymous:v-1'], ['anonymous:w-1']];
  expect(inAnyOrder(await people())).toEqual(inAnyOrder([...visitors, [...ofAda, ...ofAda2]]));
  await undo(last);
  expect(inAnyOrder(await people())).toEqual(inAnyOrder([...visitors, ofAda, ofAda2]));
});

const inAnyOrder = (people: readonly string[][]): string[] =>
  people.map((identifiers) => identifiers.toSorted().join()).toSorted();

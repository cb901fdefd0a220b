import type { Rig } from '../support/rig.js';
import { startStaffAtWork } from '../support/staff-at-work.js';

const at = (day: number): string => new Date(Date.UTC(2026, 2, day, 12)).toISOString();
const event = (name: string, day: number, said: object = {}): object => ({
  type: 'track',
  event: name,
  userId: 'ada',
  timestamp: at(day),
  context: { groupId: 'g1' },
  ...said,
});

/** wire-contract 1.13: the events of Segment's specification for B2B SaaS. */
export function accountEvents(rig: Rig): void {
  test('Signed Up fills a person who is empty, and account_name names the group of the context', async () => {
    const { send, person, company } = await startStaffAtWork(rig);
    const properties = {
      first_name: 'Ada',
      last_name: 'L',
      email: 'ada@acme.com',
      title: 'CTO',
      account_name: 'Acme',
    };
    await send(event('Signed Up', 1, { properties }));
    expect(await person('ada')).toMatchObject({ name: 'Ada L', email: 'ada@acme.com', title: 'CTO' });
    expect(await company('g1')).toMatchObject({ name: 'Acme' });
    await send({ type: 'group', groupId: 'g1', timestamp: at(0), traits: { name: 'Acme Inc' } });
    expect(await company('g1')).toMatchObject({ name: 'Acme Inc' });
  });

  test.each([
    ['in order', ['Account Added User', 'Account Removed User']],
    ['in the opposite order', ['Account Removed User', 'Account Added User']],
  ])('a membership begins and ends as the latest of its events says, sent %s', async (_order, names) => {
    const days: Record<string, number> = { 'Account Added User': 1, 'Account Removed User': 2 };
    const { send, person, company } = await startStaffAtWork(rig);
    for (const name of names) await send(event(name, days[name] ?? 0));
    expect(await person('ada')).toMatchObject({ company: null });
    expect(await company('g1')).toMatchObject({ people: 0 });
    await send({ type: 'group', userId: 'ada', groupId: 'g1', timestamp: at(3), traits: { name: 'Acme' } });
    expect(await person('ada')).toMatchObject({ company: { name: 'Acme' } });
    await send(event('Account Removed User', 4));
    expect(await person('ada')).toMatchObject({ company: null });
  });

  test('of two companies the other one stays when one is left', async () => {
    const { send, person } = await startStaffAtWork(rig);
    const group = (groupId: string, day: number): object => ({
      type: 'group',
      userId: 'ada',
      groupId,
      timestamp: at(day),
      traits: { name: groupId },
    });
    await send(group('g2', 1), group('g1', 2));
    expect(await person('ada')).toMatchObject({ company: { name: 'g1' } });
    await send(event('Account Removed User', 3));
    expect(await person('ada')).toMatchObject({ company: { name: 'g2' } });
  });

  test('a trial is told by traits of the account', async () => {
    const { send, company } = await startStaffAtWork(rig);
    const trial = { trial_start_date: '2026-03-01', trial_end_date: '2026-03-31', trial_plan_name: 'Pro' };
    await send(event('Trial Started', 1, { properties: trial }));
    await send(event('Trial Ended', 20, { properties: { trial_end_date: '2026-03-20' } }));
    const traits = (await company('g1'))?.traits ?? {};
    expect(Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value]))).toEqual({
      ...trial,
      trial_end_date: '2026-03-20',
    });
  });

  test('a deleted account is marked, keeps its data, and may be created anew', async () => {
    const { send, company, person } = await startStaffAtWork(rig);
    await send(event('Account Added User', 1, { properties: { account_name: 'Acme' } }));
    await send(event('Account Deleted', 5));
    expect(await company('g1')).toMatchObject({ deleted: true, name: 'Acme', people: 1 });
    await send(event('Account Created', 4));
    expect(await company('g1')).toMatchObject({ deleted: true });
    await send(event('Account Created', 6));
    expect(await company('g1')).toMatchObject({ deleted: false });
    expect(await person('ada')).toMatchObject({ company: { name: 'Acme' } });
  });
}

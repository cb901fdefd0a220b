import { staffApi } from '#contract';
import type { Rig } from '../support/rig.js';
import { startStaffAtWork } from '../support/staff-at-work.js';

const at = (day: number): string => new Date(Date.UTC(2026, 2, day, 12)).toISOString();
const track = (day: number, said: object): object => ({
  type: 'track',
  event: 'Used',
  timestamp: at(day),
  ...said,
});

/** wire-contract 1.7 and 1.13: what is said beside the point fills what is empty, and changes nothing else. */
export function fillingWords(rig: Rig): void {
  const context = { traits: { email: 'ada@home.com', name: 'A. L.', title: 'Engineer', plan: 'pro' } };

  test('the context of a track or page fills an empty address, name and title, the first one for good', async () => {
    const { send, person } = await startStaffAtWork(rig);
    await send(track(2, { userId: 'ada', context }));
    expect(await person('ada')).toMatchObject({ email: 'ada@home.com', name: 'A. L.', title: 'Engineer' });
    expect((await person('ada'))?.traits).not.toHaveProperty('plan');
    await send({ type: 'page', userId: 'ada', timestamp: at(3), context: { traits: { name: 'Someone' } } });
    expect(await person('ada')).toMatchObject({ name: 'A. L.' });
  });

  test.each([
    ['before', 1],
    ['after', 3],
  ])('an identify %s it is never overwritten, whichever arrives first', async (_when, day) => {
    const identify = {
      type: 'identify',
      userId: 'ada',
      timestamp: at(day),
      traits: { email: 'ada@acme.com', firstName: 'Ada', lastName: 'Lovelace', title: null },
    };
    for (const calls of [
      [identify, track(2, { userId: 'ada', context })],
      [track(2, { userId: 'ada', context }), identify],
    ]) {
      const { send, person } = await startStaffAtWork(rig);
      for (const call of calls) await send(call);
      expect(await person('ada')).toMatchObject({
        email: 'ada@acme.com',
        name: 'Ada Lovelace',
        title: null,
      });
    }
  });

  test('a user id that looks like an address is one until another is known, and is shown as inferred', async () => {
    const { send, person, staff } = await startStaffAtWork(rig);
    await send(track(1, { userId: 'Ada@acme.com' }));
    expect(await person('Ada@acme.com')).toMatchObject({ email: 'ada@acme.com', emailInferred: true });
    const { items } = await staff.read('people', staffApi.personPage);
    expect(items).toMatchObject([{ email: 'ada@acme.com', emailInferred: true }]);
    await send(track(2, { userId: 'Ada@acme.com', context }));
    expect(await person('Ada@acme.com')).toMatchObject({ email: 'ada@home.com', emailInferred: false });
  });

  test('somebody is seen by a page, and not by a call in their absence', async () => {
    const { send, person } = await startStaffAtWork(rig);
    await send({ type: 'screen', userId: 'ada', timestamp: at(1), name: 'Home' });
    await send({
      type: 'identify',
      userId: 'ada',
      timestamp: at(9),
      traits: { plan: 'pro' },
      context: { active: false },
    });
    expect(await person('ada')).toMatchObject({
      firstSeen: '2026-03-01',
      lastSeen: '2026-03-01',
      traits: { plan: { value: 'pro', at: at(9) } },
    });
    await send({ type: 'identify', userId: 'bob', timestamp: at(9), context: { active: false } });
    expect(await person('bob')).toMatchObject({ identified: true, lastSeen: null });
  });

  test('an e-mail or chat event without a user id is that of the address in its context', async () => {
    const { send, person } = await startStaffAtWork(rig);
    await send({ type: 'identify', userId: 'ada', timestamp: at(1), traits: { email: 'ada@home.com' } });
    await send(
      { action: 'track', event: 'Email Opened', timestamp: at(4), context, properties: { email_id: 'e1' } },
      track(5, { event: 'Live Chat Conversation Started', context: { traits: { email: 'bob@acme.com' } } }),
    );
    expect(await person('ada')).toMatchObject({
      email: 'ada@home.com',
      name: 'A. L.',
      lastSeen: '2026-03-04',
    });
    expect(await person('bob@acme.com')).toMatchObject({ email: 'bob@acme.com', identified: false });
  });
}

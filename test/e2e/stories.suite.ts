import { eventually } from '../support/eventually.js';
import type { Rig } from '../support/rig.js';
import type { StaffClient } from '../support/staff-client.js';
import { storiesOf, use } from '../support/stories.js';

/** What became of one event, from its receipt to what was counted of it, or why not. */
export function stories(rig: Rig): void {
  const { withStaff, post, storyOf } = storiesOf(rig);

  test('a use: received, stored, whose it is, which company, and what was counted on which day', async () => {
    const { workspace, staff } = await withStaff({ timeZone: 'Europe/Berlin' });
    await post(workspace, {
      type: 'identify',
      userId: 'u1',
      messageId: 'who',
      traits: { name: 'Ada Lovelace', email: 'ada@acme.example' },
    });
    await post(workspace, {
      type: 'group',
      userId: 'u1',
      groupId: 'g1',
      messageId: 'group',
      traits: { name: 'Acme' },
    });
    await rig.settled();
    await post(workspace, use('use'));
    await post(workspace, use('use'));
    await rig.settled();

    const story = await eventually('both arrivals are noted', async () => {
      const told = await storyOf(staff, 'use');
      return told.repetitions.length === 1 && told;
    });
    expect(story).toMatchObject({
      type: 'track',
      event: 'Feature Used',
      status: 'stored',
      received: {
        live: { status: 'stored', httpStatus: 200, key: { name: 'Test' }, latencyMs: expect.any(Number) },
      },
      repetitions: [{ status: 'duplicate' }],
      occurredAt: '2026-03-01T23:30:00.000Z',
      person: { called: 'Ada Lovelace', identified: true, by: { kind: 'user', value: 'u1' } },
      personReason: 'It names the user id "u1".',
      company: { called: 'Acme', people: 1, by: null },
      companyReason: 'It names none itself; it is the company of the person.',
      counted: [
        {
          scanner: { id: workspace.scannerId, name: 'Product usage' },
          day: '2026-03-02',
          feature: 'Reports',
          flag: 'positive',
          now: { positive: 1, neutral: 0, negative: 0 },
        },
      ],
      notCounted: [],
    });
    expect(story.received.live?.at).toBe(story.received.at);
    expect(await storyOf(staff, 'group')).toMatchObject({
      company: { by: { kind: 'group', value: 'g1' } },
      companyReason: 'It names the group "g1".',
      claims: [{ identifier: { kind: 'name', value: 'acme' }, holds: true }],
      notCounted: [{ scanner: null, reason: 'Only track, page and screen calls are usage.' }],
    });
    expect(await storyOf(staff, 'who')).toMatchObject({
      company: { by: { kind: 'domain', value: 'acme.example' } },
      companyReason: expect.stringContaining('is a guess'),
      claims: [{ identifier: { kind: 'email', value: 'ada@acme.example' }, holds: true }],
    });
  });

  test('why nothing was counted: no scanner, nobody, no feature, a page, computed by Segment', async () => {
    const [bare, counting] = [await withStaff({ counts: false }), await withStaff()];
    await post(bare.workspace, use('unscanned'));
    await post(counting.workspace, use('featureless', { properties: {} }));
    await post(counting.workspace, use('nobody', { userId: 'null' }));
    await post(counting.workspace, use('page', { type: 'page', name: 'Prices' }));
    await post(
      counting.workspace,
      use('computed', { context: { personas: { computation_class: 'trait' } } }),
    );
    await rig.settled();

    const reasons = async ({ staff }: { staff: StaffClient }, messageId: string): Promise<string[]> => {
      const { counted, notCounted } = await storyOf(staff, messageId);
      expect(counted).toEqual([]);
      return notCounted.map(({ reason }) => reason);
    };
    expect(await reasons(bare, 'unscanned')).toEqual([
      'There is no Product Usage Scanner. It is stored, and creating one counts it.',
    ]);
    expect(await reasons(counting, 'featureless')).toEqual([
      'It names no feature (properties.feature), and the scanner leaves those out.',
    ]);
    expect(await reasons(counting, 'nobody')).toEqual(['It names nobody whose usage it could be.']);
    expect(await reasons(counting, 'page')).toEqual(['The scanner does not count page and screen calls.']);
    expect(await reasons(counting, 'computed')).toEqual([
      'Segment has computed it; nobody has done anything.',
    ]);
    expect(await storyOf(counting.staff, 'nobody')).toMatchObject({
      person: null,
      personReason: expect.stringContaining('names nobody'),
      company: null,
      companyReason: 'None known yet; a group call or an identify with a work address tells.',
    });
  });

  test('an event that was stored before its scanner waits for the recount, and then is counted', async () => {
    const { workspace, staff } = await withStaff({ counts: false });
    await post(workspace, use('early'));
    await rig.settled();
    await rig.system.kill('worker', 'SIGTERM');
    const created = await staff.post('scanners', { name: 'Chosen', events: ['Feature Used'] });
    expect(created.status).toBe(201);
    await staff.post('scanners', { name: 'Other', events: ['Signed Up'] });
    expect((await storyOf(staff, 'early')).notCounted).toMatchObject([
      { scanner: { name: 'Chosen' }, reason: expect.stringContaining('waits for its recount') },
      { scanner: { name: 'Other' }, reason: 'It is not one of the events that the scanner counts.' },
    ]);
    await rig.system.restart('worker');
    const story = await eventually('it is counted', async () => {
      const told = await storyOf(staff, 'early');
      return told.counted.length === 1 && told;
    });
    expect(story.counted).toMatchObject([{ scanner: { name: 'Chosen' }, now: { positive: 1 } }]);
    expect(story.notCounted).toMatchObject([{ scanner: { name: 'Other' } }]);
  });
}

import type { z } from 'zod';
import { staffApi } from '#contract';
import { eventually } from '../support/eventually.js';
import { expectError } from '../support/expect-error.js';
import { send } from '../support/http.js';
import { putRow } from '../support/inbox-row.js';
import type { Rig } from '../support/rig.js';
import { signIn, type StaffClient } from '../support/staff-client.js';
import type { Workspace, WorkspaceOptions } from '../support/workspace.js';

type Story = z.infer<typeof staffApi.story>;

/** What became of one event, from its receipt to what was counted of it, or why not. */
export function stories(rig: Rig): void {
  async function withStaff(
    options: WorkspaceOptions = {},
  ): Promise<{ workspace: Workspace; staff: StaffClient }> {
    const workspace = await rig.newWorkspace({ ...options, withStaff: true });
    return { workspace, staff: await signIn(rig.system, workspace) };
  }

  async function post({ authorization }: Workspace, body: unknown): Promise<void> {
    const { status } = await send(rig.system.baseUrl, '/v1/segment', body, { authorization });
    expect(status).toBe(200);
  }

  async function storyOf(staff: StaffClient, messageId: string): Promise<Story> {
    const { items } = await staff.read(`events?messageId=${messageId}`, staffApi.storyList);
    expect(items).toHaveLength(1);
    const [story] = items;
    if (story === undefined) throw new Error('There is no story.');
    expect(await staff.read(`events/${story.id}`, staffApi.story)).toEqual(story);
    return story;
  }

  const use = (messageId: string, more: object = {}): object => ({
    type: 'track',
    userId: 'u1',
    event: 'Feature Used',
    messageId,
    timestamp: '2026-03-01T23:30:00.000Z',
    properties: { feature: 'Reports', eventFlag: 'Positive' },
    ...more,
  });

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
      notCounted: [{ scanner: null, reason: 'Only track calls are usage.' }],
    });
    expect(await storyOf(staff, 'who')).toMatchObject({
      company: { by: { kind: 'domain', value: 'acme.example' } },
      companyReason: expect.stringContaining('is a guess'),
      claims: [{ identifier: { kind: 'email', value: 'ada@acme.example' }, holds: true }],
    });
  });

  test('why nothing was counted: no scanner, nobody, no feature', async () => {
    const [bare, counting] = [await withStaff({ counts: false }), await withStaff()];
    await post(bare.workspace, use('unscanned'));
    await post(counting.workspace, use('featureless', { properties: {} }));
    await post(counting.workspace, use('nobody', { userId: 'null' }));
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

  test('a claim on what somebody else claimed earlier is told to be refused, and the earlier one to hold', async () => {
    const { workspace, staff } = await withStaff();
    const claim = (userId: string, messageId: string, day: string): object => ({
      type: 'identify',
      userId,
      anonymousId: 'shared',
      messageId,
      timestamp: `2026-03-${day}T12:00:00.000Z`,
    });
    await post(workspace, claim('late', 'later', '02'));
    await post(workspace, claim('early', 'earlier', '01'));
    await post(workspace, use('visit', { userId: undefined, anonymousId: 'shared' }));
    await rig.settled();

    const shared = { kind: 'anonymous', value: 'shared' };
    expect((await storyOf(staff, 'earlier')).claims).toMatchObject([{ identifier: shared, holds: true }]);
    expect((await storyOf(staff, 'later')).claims).toMatchObject([
      { identifier: shared, holds: false, reason: expect.stringContaining('2026-03-01T12:00:00.000Z') },
    ]);
    expect(await storyOf(staff, 'visit')).toMatchObject({
      person: { called: 'early', by: shared },
      personReason: expect.stringContaining('by what was said at 2026-03-01T12:00:00.000Z'),
    });
  });

  test('an event waits until a worker has it, and one that cannot be stored is a dead letter with its reason', async () => {
    const { workspace, staff } = await withStaff();
    await rig.settled();
    await rig.system.kill('worker', 'SIGTERM');
    await post(workspace, use('slow'));
    const waiting = await eventually('it is noted', async () => {
      const { items } = await staff.read('events?messageId=slow', staffApi.storyList);
      return items[0];
    });
    expect(waiting).toMatchObject({ status: 'waiting', person: null, counted: [] });
    await rig.system.restart('worker');
    await rig.settled();
    expect((await storyOf(staff, 'slow')).status).toBe('stored');

    // The API lets none through that cannot be stored, so one is made of one that it accepted.
    const { pool } = rig.database;
    const broken = JSON.stringify({ ...use('broken', { timestamp: 'some day' }), receivedAt: 'some day' });
    await putRow(pool, { queue: 'track', lines: [`${workspace.id}\t${broken}`] });
    await rig.settled();
    const { items } = await staff.read('events?messageId=broken&type=track', staffApi.storyList);
    expect(items).toMatchObject([
      { status: 'dead_letter', reason: expect.stringContaining('some day'), received: { live: null } },
    ]);

    await pool.query(
      `INSERT INTO live_event (workspace_id, refused, at, outcome, type, message_id, event_id, path, http_status,
                               latency_ms, count, raw_is_text, cut, normalised)
       VALUES ($1, false, now(), 'accepted', 'track', 'broken', $2, '/v1/track', 200, 1, 1, false, false, $3)`,
      [workspace.id, items[0]?.id, broken],
    );
    const listed = await staff.read('live-events?status=dead_letter', staffApi.liveEventPage);
    expect(listed.items).toMatchObject([
      {
        messageId: 'broken',
        code: '22007',
        reason: expect.stringContaining('some day'),
        advice: expect.stringContaining('Retry'),
      },
    ]);
  });

  test('of what was never heard of there is no story', async () => {
    const { staff } = await withStaff();
    expect(await staff.read('events?messageId=never', staffApi.storyList)).toEqual({ items: [] });
    expectError(await staff.get('events/f3c1a9d2-4b7e-8c11-a2de-90b1c2d3e4f5'), 'not_found');
  });
}

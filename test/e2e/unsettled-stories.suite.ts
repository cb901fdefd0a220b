import { staffApi } from '#contract';
import { eventually } from '../support/eventually.js';
import { expectError } from '../support/expect-error.js';
import { putRow } from '../support/inbox-row.js';
import type { Rig } from '../support/rig.js';
import { storiesOf, use } from '../support/stories.js';

/** The stories of events whose ids are contested, and of those that are not stored. */
export function unsettledStories(rig: Rig): void {
  const { withStaff, post, storyOf } = storiesOf(rig);

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

  test('the person is whom the id names today: after a merge, the one who is left', async () => {
    const { workspace, staff } = await withStaff();
    await post(workspace, { type: 'identify', userId: 'u1', messageId: 'first', traits: { name: 'Ada' } });
    await post(workspace, {
      type: 'identify',
      userId: 'u2',
      messageId: 'second',
      traits: { name: 'Countess' },
    });
    await rig.settled();
    const [survivor, merged] = [
      (await storyOf(staff, 'first')).person,
      (await storyOf(staff, 'second')).person,
    ];
    const answer = await staff.post(`people/${survivor?.id}/merge`, { with: merged?.id });
    expect(answer.status).toBe(200);
    expect((await storyOf(staff, 'second')).person).toMatchObject({ id: survivor?.id });
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

import { staffApi } from '#contract';
import { toLine } from '#inbox';
import { eventually } from '../support/eventually.js';
import { send } from '../support/http.js';
import { putRow } from '../support/inbox-row.js';
import type { Rig } from '../support/rig.js';
import { signIn } from '../support/staff-client.js';

const at = '2026-03-04T12:00:00.000Z';

/** What staff can do about what went wrong, on a Hydra that runs. */
export function upkeep(rig: Rig): void {
  test('an event that could not be processed is mended and replayed by staff, and then counted once', async () => {
    const workspace = await rig.newWorkspace({ withStaff: true });
    const staff = await signIn(rig.system, workspace);
    const event = {
      type: 'track' as const,
      messageId: 'untimely',
      userId: 'u1',
      event: 'Used',
      properties: { feature: 'Reports' },
    };
    const line = toLine(workspace.id, { ...event, timestamp: 'some day', receivedAt: at });
    await putRow(rig.database.pool, { queue: 'track', lines: [line] });
    const listed = () => staff.read('dead-letters', staffApi.deadLetterPage);
    const letter = await eventually('it is a dead letter', async () => (await listed()).items[0]);
    expect(letter).toMatchObject({ messageId: 'untimely', type: 'track', code: '22007', attempts: 1 });

    const path = `dead-letters/${letter.id}`;
    expect((await staff.post(`${path}/replay`, undefined)).status).toBe(200);
    await eventually('it has failed again', async () => (await listed()).items[0]?.attempts === 2);
    const again = (await listed()).items[0]?.id ?? '';
    const mended = await staff.patch(`dead-letters/${again}`, { event: { ...event, timestamp: at } });
    expect(mended.status).toBe(200);
    expect((await staff.post('dead-letters/replay', { code: '22007' })).body).toEqual({
      deadLetters: 1,
      goesOn: false,
    });
    const { events, counts } = await rig.settledState(workspace);
    expect(events).toEqual(['track untimely']);
    expect(counts).toMatchObject([{ feature: 'Reports', day: '2026-03-04', neutral: 1 }]);
    expect((await listed()).items).toEqual([]);
  });

  test('counts that are wrong are right again after a reprocess, which says what it has mended', async () => {
    const workspace = await rig.newWorkspace({ withStaff: true });
    const staff = await signIn(rig.system, workspace);
    const batch = Array.from({ length: 50 }, (_, n) => ({
      type: 'track',
      messageId: `m${n}`,
      userId: `u${n % 5}`,
      event: 'Used',
      timestamp: at,
      properties: { feature: 'Reports' },
    }));
    const { authorization } = workspace;
    expect((await send(rig.system.baseUrl, '/v1/batch', { batch }, { authorization })).status).toBe(200);
    const right = await rig.settledState(workspace);
    await rig.database.pool.query('UPDATE usage_count SET neutral = 99 WHERE workspace_id = $1', [
      workspace.id,
    ]);

    const { id } = staffApi.reprocess.parse((await staff.post('reprocess', {})).body);
    const done = await eventually('the reprocess is finished', async () => {
      const one = await staff.read(`reprocess/${id}`, staffApi.reprocess);
      return one.finishedAt !== null && one;
    });
    expect(done).toMatchObject({
      events: { scanned: 50, total: 50 },
      mended: { identifiers: 0, counts: 5 },
    });
    expect(await rig.settledState(workspace)).toEqual(right);
  });

  test('events that are too old are removed by a worker that starts, without being asked', async () => {
    const workspace = await rig.newWorkspace();
    const { pool } = rig.database;
    await pool.query(
      `INSERT INTO event (workspace_id, id, type, occurred_at, received_at, generation, body)
       SELECT $1, gen_random_uuid(), 'track', now(), now() - said.age, 0, '{"messageId":"' || said.name || '"}'
         FROM (VALUES ('old', interval '500 days'), ('new', interval '394 days')) AS said (name, age)`,
      [workspace.id],
    );
    // As if no worker had ever looked.
    await pool.query('DELETE FROM retention');
    await rig.system.restart('worker');
    await eventually('the old event is gone', async () => {
      const { events } = await rig.settledState(workspace);
      return events.join() === 'track new';
    });
  });
}

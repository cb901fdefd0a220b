import { errorCodes, staffApi } from '#contract';
import { createKey } from '#keys';
import { listLiveEvents, matches, type LiveFilter } from '#live';
import { eventually } from '../support/eventually.js';
import { expectError } from '../support/expect-error.js';
import type { Answer } from '../support/http.js';
import { isOurs, liveStaff } from '../support/live-staff.js';
import type { Rig } from '../support/rig.js';
import { basic } from '../support/workspace.js';

/** Each event of a request is shown, and found, and told as it was sent and as it was accepted. */
export function liveEvents(rig: Rig): void {
  const { withStaff, post, list, seen } = liveStaff(rig);

  test('of a batch each event is shown: accepted, repeated within it, refused, and with its warnings', async () => {
    const { workspace, staff } = await withStaff();
    const batch = [
      { type: 'track', userId: 'u1', event: 'Seen', messageId: 'one', timestamp: 'some day' },
      { type: 'track', userId: 'u1', event: 'Seen', messageId: 'one' },
      { type: 'track', userId: 'u1', messageId: 'two' },
      { type: 'identify', userId: 'null', messageId: 'three', traits: { email: 'Ada@Example.com' } },
    ];
    expect((await post(workspace, '/v1/batch', { batch })).status).toBe(200);
    await rig.settled();
    const events = await eventually('all are listed', async () => {
      const items = (await list(staff)).filter(isOurs);
      return items.length === 4 && items.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
    });
    expect(events.map(({ index, messageId, status, code }) => [index, messageId, status, code])).toEqual([
      [0, 'one', 'stored', null],
      [1, 'one', 'duplicate', null],
      [2, 'two', 'rejected', 'missing_event_name'],
      [3, 'three', 'stored', null],
    ]);
    expect(events[0]?.warnings).toMatchObject([
      { code: 'invalid_timestamp', advice: expect.stringContaining('ISO') },
    ]);
    expect(events[3]?.warnings).toMatchObject([{ code: 'illegal_id' }]);
  });

  test('an event with the messageId of another is a duplicate, with a warning where it says something else', async () => {
    const { workspace, staff } = await withStaff();
    const call = { userId: 'u1', event: 'Seen', messageId: 'again', properties: { a: 1 } };
    await post(workspace, '/v1/track', call);
    await rig.settled();
    await post(workspace, '/v1/track', { ...call, sentAt: new Date().toISOString() });
    await post(workspace, '/v1/track', { ...call, properties: { a: 2 } });
    await rig.settled();
    const events = await eventually('all are listed', async () => {
      const items = (await list(staff)).filter(isOurs);
      return items.length === 3 && items.toReversed();
    });
    expect(events.map(({ status, warnings }) => [status, warnings.map(({ code }) => code)])).toEqual([
      ['stored', []],
      ['duplicate', []],
      ['duplicate', ['message_id_reused']],
    ]);
  });

  test('one is shown as it was sent and as it was accepted, with the answer and a command that sends it again', async () => {
    const { workspace, staff } = await withStaff();
    const call = { user_id: 'u1', Event: ' Seen ', messageId: "it's", properties: { a: [1, null] } };
    await post(workspace, '/v1/track', call);
    await rig.settled();
    const { id } = await seen(staff, 'it', ({ messageId }) => messageId === "it's");
    const details = await staff.read(`live-events/${id}`, staffApi.liveEventDetails);
    expect(JSON.parse(details.raw ?? '')).toEqual(call);
    expect(JSON.parse(details.normalised ?? '')).toMatchObject({
      type: 'track',
      userId: 'u1',
      event: 'Seen',
    });
    expect(details.answer).toEqual({ status: 200, body: { success: true } });
    expect(details.curl).toContain(`curl -X POST '${rig.system.baseUrl}/v1/track' -u "$HYDRA_KEY:"`);

    await post(workspace, '/v1/track', '{"userId":"u1",\n"event');
    const broken = await seen(staff, 'it', (event) => isOurs(event) && event.code === 'malformed_json');
    const { raw, answer } = await staff.read(`live-events/${broken.id}`, staffApi.liveEventDetails);
    expect(raw).toBe('{"userId":"u1",\n"event');
    const { message } = errorCodes.malformed_json;
    expect(answer).toEqual({
      status: 400,
      body: { success: false, code: 'malformed_json', message, error: message },
    });
  });

  test('filters and search find what fits, page by page, and the stream tells of the same', async () => {
    const { workspace, staff } = await withStaff();
    const other = await createKey(rig.database.prisma, {
      workspaceId: workspace.id,
      name: 'Other',
      createdBy: 'test',
    });
    rig.secrets.push(other.key);
    await post(workspace, '/v1/batch', [
      { type: 'track', userId: 'Ada', event: 'Report exported', messageId: 'm1' },
      {
        type: 'identify',
        userId: 'Bob',
        messageId: 'm2',
        traits: { email: 'bob@example.com' },
        timestamp: 'x',
      },
      { type: 'page', anonymousId: 'ÉCLAIR', messageId: 'm3' },
      { type: 'track', userId: 'Ada', messageId: 'm4' },
    ]);
    const between = new Date().toISOString();
    await post({ authorization: basic(other.key) }, '/v1/track', {
      userId: 'Ada',
      event: 'Seen',
      messageId: 'm5',
    });
    await rig.settled();
    await eventually('all are listed', async () => (await list(staff)).filter(isOurs).length >= 5);
    const found = async (query: string): Promise<(string | null)[]> =>
      (await list(staff, `live-events?limit=200&${query}`))
        .filter(isOurs)
        .map(({ messageId }) => messageId)
        .toSorted();

    const filters: [LiveFilter, string[]][] = [
      [{ status: 'stored' }, ['m1', 'm2', 'm3', 'm5']],
      [{ status: 'rejected' }, ['m4']],
      [{ type: 'track' }, ['m1', 'm4', 'm5']],
      [{ code: 'missing_event_name' }, ['m4']],
      [{ code: 'invalid_timestamp' }, ['m2']],
      [{ key: other.id }, ['m5']],
      [{ since: between }, ['m5']],
      [{ search: 'ada' }, ['m1', 'm4', 'm5']],
      [{ search: 'BOB@example' }, ['m2']],
      [{ search: 'éclair' }, ['m3']],
      [{ search: 'report exp', type: 'track' }, ['m1']],
      [{ search: '%' }, []],
    ];
    const { pool } = rig.database;
    const all = await listLiveEvents(pool, { workspaceId: workspace.id, limit: 200 });
    for (const [filter, expected] of filters) {
      expect([filter, await found(new URLSearchParams({ ...filter }).toString())]).toEqual([
        filter,
        expected,
      ]);
      const fitting = all.filter((item) => !item.shown.unattributed && matches(item, filter));
      expect([filter, fitting.map(({ shown }) => shown.messageId).toSorted()]).toEqual([filter, expected]);
    }

    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `live-events?limit=2&type=track${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page = await staff.read(path, staffApi.liveEventPage);
      expect(page.items.length).toBeLessThanOrEqual(2);
      paged.push(...page.items.filter(isOurs).map(({ messageId }) => messageId ?? ''));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(['m5', 'm4', 'm1']);
    expectError(await staff.get('live-events?status=odd').then(withoutDetails), 'invalid_request');
  });
}

/** The body of an error without the fields that are wrong. */
function withoutDetails(answer: Answer): Answer {
  if (typeof answer.body !== 'object' || answer.body === null) return answer;
  const { details: _, ...body } = Object.fromEntries(Object.entries(answer.body));
  return { ...answer, body: { ...body, message: 'It is.', error: 'It is.' } };
}

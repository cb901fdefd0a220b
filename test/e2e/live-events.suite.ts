import { gzipSync } from 'node:zlib';
import { errorCodes, explain, staffApi, type ErrorCode } from '#contract';
import { createKey, generateKey, revokeKey } from '#keys';
import { forgetLiveEvents, listLiveEvents, matches, type LiveFilter } from '#live';
import { eventually } from '../support/eventually.js';
import { expectError } from '../support/expect-error.js';
import { send, type Answer } from '../support/http.js';
import { followLive, type ShownLiveEvent } from '../support/live-stream.js';
import { readMetrics } from '../support/metrics.js';
import type { Rig } from '../support/rig.js';
import { signIn, type StaffClient } from '../support/staff-client.js';
import { basic, type Workspace } from '../support/workspace.js';

const mebibyte = 1024 * 1024;
const shownWithinMs = 1_000;
const longPage = 'live-events?limit=200';

/** What staff see of requests and events, as they come. */
export function liveEvents(rig: Rig): void {
  const post = (
    { authorization }: Pick<Workspace, 'authorization'>,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => send(rig.system.baseUrl, path, body, { authorization, ...headers });

  async function withStaff(): Promise<{ workspace: Workspace; staff: StaffClient }> {
    const workspace = await rig.newWorkspace({ withStaff: true });
    return { workspace, staff: await signIn(rig.system, workspace) };
  }

  const list = async (staff: StaffClient, path = longPage): Promise<ShownLiveEvent[]> =>
    (await staff.read(path, staffApi.liveEventPage)).items;

  const seen = (
    staff: StaffClient,
    what: string,
    isIt: (event: ShownLiveEvent) => boolean,
  ): Promise<ShownLiveEvent> => eventually(`${what} is listed`, async () => (await list(staff)).find(isIt));

  /** A key of the workspace that is refused. */
  async function revokedKey({ id: workspaceId }: Workspace): Promise<string> {
    const { prisma } = rig.database;
    const { id, key } = await createKey(prisma, { workspaceId, name: 'Old', createdBy: 'test' });
    await revokeKey(prisma, { workspaceId, id, actor: 'test' });
    rig.secrets.push(key);
    return key;
  }

  describe('every request is shown, in the list and on the stream, with what happened and how to mend it', () => {
    const track = { userId: 'u1', event: 'Seen' };
    const deep = gzipSync('{"a":').subarray(0, 10);
    test.each<[ErrorCode, string, unknown, Record<string, string>, ShownLiveEvent['status']]>([
      ['missing_event_name', '/v1/track', { userId: 'u1' }, {}, 'rejected'],
      ['no_user_anon_id', '/v1/segment', { type: 'identify' }, {}, 'rejected'],
      [
        'exceed_payload_limit',
        '/v1/track',
        { ...track, properties: { a: 'x'.repeat(33_000) } },
        {},
        'rejected',
      ],
      ['malformed_json', '/v1/track', '{"userId":"u1', {}, 'rejected'],
      ['invalid_event', '/v1/track', '"text"', {}, 'rejected'],
      ['payload_too_large', '/v1/batch', 'x'.repeat(6 * mebibyte), {}, 'rejected'],
      ['invalid_encoding', '/v1/track', deep, { 'content-encoding': 'gzip' }, 'rejected'],
      ['unsupported_encoding', '/v1/track', track, { 'content-encoding': 'zip' }, 'rejected'],
      ['not_found', '/v1/tracks', track, {}, 'rejected'],
    ])('%s', async (code, path, body, headers, status) => {
      const { workspace, staff } = await withStaff();
      const stream = await followLive(rig.system, staff.token);
      expectError(await post(workspace, path, body, headers), code);
      const expected = { code, status, httpStatus: errorCodes[code].status, path, unattributed: false };
      expect(await seen(staff, code, (event) => isOurs(event) && event.code === code)).toMatchObject({
        ...expected,
        ...explain(errorCodes[code].message),
        key: { name: 'Test' },
      });
      expect(await stream.until(code, (event) => isOurs(event) && event.code === code)).toMatchObject(
        expected,
      );
      stream.close();
    });

    test('revoked_api_key: it belongs to the workspace whose key it was', async () => {
      const { workspace, staff } = await withStaff();
      const key = await revokedKey(workspace);
      expectError(await post({ authorization: basic(key) }, '/v1/track', track), 'revoked_api_key');
      expect(
        await seen(staff, 'it', (event) => isOurs(event) && event.code === 'revoked_api_key'),
      ).toMatchObject({
        status: 'failed_authentication',
        ...explain(errorCodes.revoked_api_key.message),
        subject: 'u1',
        key: { name: 'Old' },
        unattributed: false,
      });
    });

    test.each<[ErrorCode, Record<string, string>]>([
      ['invalid_api_key', { authorization: basic(generateKey()) }],
      ['missing_api_key', { 'x-nothing': 'at all' }],
    ])('%s: it is of no workspace, and nothing of what was sent is kept', async (code, headers) => {
      const { staff } = await withStaff();
      const userAgent = `test-${generateKey().slice(-6)}`;
      const body = { ...track, userId: `u-${userAgent}` };
      expectError(
        await send(rig.system.baseUrl, '/v1/track', body, { ...headers, 'user-agent': userAgent }),
        code,
      );
      const shown = await seen(staff, 'it', ({ library }) => library === userAgent);
      expect(shown).toMatchObject({ code, status: 'failed_authentication', unattributed: true, key: null });
      expect(shown).toMatchObject({ subject: null, messageId: null });
      const details = await staff.read(`live-events/${shown.id}`, staffApi.liveEventDetails);
      expect(details).toMatchObject({ raw: null, normalised: null, curl: null });
    });

    test('an accepted event is shown within a second, with key, library and latency, and again once it is stored', async () => {
      const { workspace, staff } = await withStaff();
      const stream = await followLive(rig.system, staff.token);
      expect(stream.status).toBe(200);
      expect(stream.headers.get('content-type')).toContain('text/event-stream');
      expect(stream.headers.get('x-accel-buffering')).toBe('no');
      const context = { library: { name: 'analytics-test', version: '1.2.3' } };
      const tookMs: number[] = [];
      for (const messageId of ['a', 'b', 'c']) {
        await post(workspace, '/v1/track', { ...track, messageId, context });
        const answeredAt = performance.now();
        await stream.until(messageId, (event) => event.messageId === messageId);
        tookMs.push(performance.now() - answeredAt);
      }
      expect(tookMs.toSorted((a, b) => a - b)[1]).toBeLessThan(shownWithinMs);
      const stored = await stream.until(
        'c as stored',
        (event) => event.messageId === 'c' && event.status === 'stored',
      );
      expect(stored).toMatchObject({
        type: 'track',
        event: 'Seen',
        subject: 'u1',
        key: { name: 'Test' },
        library: 'analytics-test 1.2.3',
        httpStatus: 200,
        code: null,
      });
      expect(stored.latencyMs).toBeGreaterThan(0);
      stream.close();
    });
  });

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

  test('two workspaces never see of each other', async () => {
    const [mine, theirs] = [await withStaff(), await withStaff()];
    const stream = await followLive(rig.system, mine.staff.token);
    await post(theirs.workspace, '/v1/track', { userId: 'theirs', event: 'Seen', messageId: 'same' });
    await post(theirs.workspace, '/v1/track', { userId: 'theirs' });
    await post({ authorization: basic(await revokedKey(theirs.workspace)) }, '/v1/track', {
      userId: 'theirs',
    });
    await rig.settled();
    const all = await eventually('they see all of it', async () => {
      const items = (await list(theirs.staff)).filter(({ subject }) => subject === 'theirs');
      return items.length === 3 && items;
    });
    await post(mine.workspace, '/v1/track', { userId: 'mine', event: 'Seen', messageId: 'mine' });
    await stream.until('mine', ({ messageId }) => messageId === 'mine');

    expect(stream.told.filter(({ subject }) => subject === 'theirs')).toEqual([]);
    expect((await list(mine.staff)).filter(({ subject }) => subject === 'theirs')).toEqual([]);
    for (const { id, eventId } of all) {
      expectError(await mine.staff.get(`live-events/${id}`), 'not_found');
      if (eventId !== null) expectError(await mine.staff.get(`events/${eventId}`), 'not_found');
    }
    expect(await mine.staff.read('events?messageId=same', staffApi.storyList)).toEqual({ items: [] });
    stream.close();
  });

  test('no key is anywhere in what is kept, wherever it stood', async () => {
    const { workspace, staff } = await withStaff();
    const revoked = await revokedKey(workspace);
    const { key } = workspace;
    const leaky = {
      userId: key,
      event: key,
      messageId: key,
      writeKey: key,
      context: { deep: { writeKey: key } },
    };
    for (const [path, body, headers] of [
      ['/v1/track', leaky, {}],
      ['/v1/track', { userId: 'u1', writeKey: key }, {}],
      ['/v1/batch', { batch: [{ ...leaky, type: 'track' }, { writeKey: key }], writeKey: key }, {}],
      [`/beacon/v1/batch?writeKey=${key}`, { batch: [{ type: 'page', userId: 'u1' }] }, {}],
      ['/v1/track', `{"writeKey":"${key}","a`, { authorization: workspace.authorization }],
      ['/v1/track', `{"a":"${key}`, { 'x-write-key': key }],
      ['/v1/track', { ...leaky, writeKey: revoked, said: revoked }, { authorization: basic(revoked) }],
      [`/v1/${key}`, leaky, { authorization: workspace.authorization, 'user-agent': key }],
    ] as const)
      await send(rig.system.baseUrl, path, body, headers);
    await eventually('all are listed', async () => {
      return (await list(staff)).filter(isOurs).length >= 9;
    });
    const { rowCount } = await rig.database.pool.query(
      `SELECT FROM live_event AS kept, unnest($1::text[]) AS secret
        WHERE position(lower(secret) IN lower(kept::text)) > 0`,
      [[key, revoked, Buffer.from(`${key}:`).toString('base64')]],
    );
    expect(rowCount).toBe(0);
  });

  test('whoever is erased is forgotten here too, and the others stay', async () => {
    const { workspace, staff } = await withStaff();
    const batch = ['gone', 'stays'].map((userId) => ({
      type: 'track',
      userId,
      event: 'Seen',
      messageId: userId,
    }));
    await post(workspace, '/v1/batch', batch);
    await post(workspace, '/v1/track', { userId: 'gone' });
    await rig.settled();
    await eventually('all are listed', async () => (await list(staff)).filter(isOurs).length === 3);
    const forgotten = { workspaceId: workspace.id, values: ['gone'] };
    expect(await forgetLiveEvents(rig.database.pool, forgotten)).toBe(2);
    expect((await list(staff)).filter(isOurs).map(({ subject }) => subject)).toEqual(['stays']);
  });

  test('a flood is shown up to its allowance and counted beyond it, and hides none that was refused', async () => {
    const { workspace, staff } = await withStaff();
    const batch = Array.from({ length: 2_500 }, (_, at) => ({ type: 'page', anonymousId: `a${at}` }));
    for (let sent = 0; sent < 3; sent += 1)
      expect((await post(workspace, '/v1/batch', batch)).status).toBe(200);
    expectError(await post(workspace, '/v1/page', {}), 'no_user_anon_id');
    await seen(staff, 'the refused one', (event) => isOurs(event) && event.code === 'no_user_anon_id');

    const { rows } = await eventually('all are shown or counted', async () => {
      const counted = await rig.database.pool.query<{ outcome: string; count: number; rows: number }>(
        `SELECT outcome, sum(count)::int AS count, count(*)::int AS rows FROM live_event
          WHERE workspace_id = $1 AND NOT refused GROUP BY outcome ORDER BY outcome`,
        [workspace.id],
      );
      return counted.rows.reduce((sum, { count }) => sum + count, 0) === 7_500 && counted;
    });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['accepted', 'not_shown']);
    expect(rows[0]?.rows).toBeGreaterThanOrEqual(5_000);
    const [omitted] = await list(staff, 'live-events?status=not_shown');
    expect(omitted).toMatchObject({
      type: null,
      messageId: null,
      reason: expect.stringContaining('More came'),
    });
    await rig.settled();
  });

  test('what is older than a day or beyond the newest 10,000 goes by itself, and the refused ones are not pushed out', async () => {
    const { id } = await rig.newWorkspace();
    const { pool } = rig.database;
    const insert = (refused: boolean, count: number, age: string): Promise<unknown> =>
      pool.query(
        `INSERT INTO live_event (workspace_id, refused, at, outcome, path, http_status, latency_ms, count, raw_is_text, cut)
         SELECT $1, $2, now() - $4::interval, CASE WHEN $2 THEN 'rejected' ELSE 'accepted' END, '/v1/track', 200, 1, 1,
                false, false FROM generate_series(1, $3)`,
        [id, refused, count, age],
      );
    await insert(false, 20, '25 hours');
    await insert(true, 20, '25 hours');
    await insert(true, 50, '23 hours');
    await insert(false, 12_000, '1 hour');
    const left = async (): Promise<Record<string, number>> => {
      const { rows } = await pool.query<{ kind: string; count: number }>(
        `SELECT CASE WHEN at < now() - interval '24 hours' THEN 'aged' WHEN refused THEN 'refused' ELSE 'others' END AS kind,
                count(*)::int AS count FROM live_event WHERE workspace_id = $1 GROUP BY 1`,
        [id],
      );
      return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
    };
    await eventually('it is trimmed', async () => (await left())['others'] === 9_950);
    expect(await left()).toEqual({ refused: 50, others: 9_950 });
  });

  test('a stream tells of one that waits, and again under the same id once it is stored; it is resumed where it was lost', async () => {
    const { workspace, staff } = await withStaff();
    const stream = await followLive(rig.system, staff.token);
    await rig.system.kill('worker', 'SIGTERM');
    await post(workspace, '/v1/track', { userId: 'u1', event: 'Seen', messageId: 'slow' });
    const waiting = await stream.until('it', ({ messageId }) => messageId === 'slow');
    expect(waiting.status).toBe('waiting');
    stream.close();

    const filtered = await followLive(rig.system, staff.token, { query: '?status=stored' });
    await rig.system.restart('worker');
    const stored = await filtered.until('it', ({ id }) => id === waiting.id);
    expect(stored.status).toBe('stored');
    await post(workspace, '/v1/track', { userId: 'u1', event: 'Seen', messageId: 'missed' });
    await filtered.until('the next', ({ messageId }) => messageId === 'missed');
    filtered.close();

    const resumed = await followLive(rig.system, staff.token, { lastEventId: waiting.id });
    await resumed.until('what was missed', ({ messageId }) => messageId === 'missed');
    resumed.close();
  });

  test('a stream needs a session, and ends with it', async () => {
    const { staff } = await withStaff();
    const stranger = await followLive(rig.system, 'nothing');
    expect(stranger.status).toBe(401);
    const stream = await followLive(rig.system, staff.token);
    await staff.delete('session');
    await stream.ended;
    expect((await followLive(rig.system, staff.token)).status).toBe(401);
  });

  test('when live events cannot be written, the events are taken in all the same, and the loss is counted', async () => {
    const { workspace } = await withStaff();
    const { pool } = rig.database;
    const dropped = async (): Promise<number> =>
      (await readMetrics(rig.system.baseUrl)).get('hydra_live_events_dropped_total') ?? 0;
    const before = await dropped();
    await pool.query('ALTER TABLE live_event ADD CONSTRAINT broken CHECK (false) NOT VALID');
    try {
      expect((await post(workspace, '/v1/track', { userId: 'u1', event: 'Seen' })).status).toBe(200);
      await eventually('it is dropped', async () => (await dropped()) > before);
    } finally {
      await pool.query('ALTER TABLE live_event DROP CONSTRAINT broken');
    }
    expect((await rig.settledState(workspace)).events).toHaveLength(1);
  });

  test('an open stream does not hold up the end of the process, and what was noted last is written', async () => {
    const { workspace, staff } = await withStaff();
    const stream = await followLive(rig.system, staff.token);
    await post(workspace, '/v1/track', { userId: 'u1', event: 'Seen', messageId: 'last' });
    expect(await rig.system.kill('api', 'SIGTERM')).toBe(0);
    await stream.ended;
    await rig.system.restart('api', { HYDRA_LIVE_EVENTS: 'false' });
    const later = await signIn(rig.system, workspace);
    await seen(later, 'the last one', ({ messageId }) => messageId === 'last');
    await post(workspace, '/v1/track', { userId: 'u1', event: 'Seen', messageId: 'unseen' });
    await rig.settled();
    await rig.system.restart('api');
    await post(workspace, '/v1/track', { userId: 'u1', event: 'Seen', messageId: 'seen' });
    const back = await signIn(rig.system, workspace);
    await seen(back, 'the next one', ({ messageId }) => messageId === 'seen');
    expect((await list(back)).some(({ messageId }) => messageId === 'unseen')).toBe(false);
  });
}

const isOurs = ({ unattributed }: ShownLiveEvent): boolean => !unattributed;

/** The body of an error without the fields that are wrong. */
function withoutDetails(answer: Answer): Answer {
  if (typeof answer.body !== 'object' || answer.body === null) return answer;
  const { details: _, ...body } = Object.fromEntries(Object.entries(answer.body));
  return { ...answer, body: { ...body, message: 'It is.', error: 'It is.' } };
}

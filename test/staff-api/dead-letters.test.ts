import { z } from 'zod';
import { staffApi } from '#contract';
import type { Staff } from './staff-rig.js';
import { startStaffRig } from './staff-rig.js';

const rig = startStaffRig();

/** Stores a dead letter, as a worker would; its id comes out. The n-th one failed n minutes after midnight. */
async function letter(
  { workspace }: Staff,
  n: number,
  { code = '22007', type = 'track', body }: { code?: string; type?: string; body?: string } = {},
): Promise<string> {
  const event = { type, messageId: `m${n}`, userId: 'u1', event: 'Export', timestamp: 'some day' };
  const receivedAt = '2026-03-01T00:00:00.000Z';
  const { rows } = await rig.database.pool.query<{ id: string }>(
    `INSERT INTO dead_letter (workspace_id, queue, body, code, reason, type, message_id, created_at)
     VALUES ($1, 'track', $2, $3, 'it is odd', $4, $5, '2026-03-01T00:00:00Z'::timestamptz + $6 * interval '1 minute')
     RETURNING id`,
    [workspace.id, body ?? JSON.stringify({ ...event, receivedAt }), code, type, `m${n}`, n],
  );
  return z.string().parse(rows[0]?.id);
}

async function page(staff: Staff, query = ''): Promise<z.infer<typeof staffApi.deadLetterPage>> {
  const { status, body } = await staff.get(`/api/dead-letters${query}`);
  expect(status).toBe(200);
  return staffApi.deadLetterPage.parse(body);
}

const messageIds = ({ items }: z.infer<typeof staffApi.deadLetterPage>) =>
  items.map((item) => item.messageId);

/** What waits in the inbox for a workspace. */
async function waiting({ workspace }: Staff): Promise<unknown[]> {
  const { rows } = await rig.database.pool.query(
    `SELECT queue, bulk, event_count, body, failures FROM inbox WHERE body LIKE $1 || E'\\t%' ORDER BY id`,
    [workspace.id],
  );
  return rows;
}

async function audit({ workspace }: Staff): Promise<unknown[]> {
  const { rows } = await rig.database.pool.query(
    `SELECT actor, action, object FROM audit WHERE workspace_id = $1 AND action LIKE 'dead_letter.%' ORDER BY id`,
    [workspace.id],
  );
  return rows;
}

test('dead letters are listed, those that failed last first, page by page, also where pages change in between', async () => {
  const staff = await rig.signIn();
  const ids: string[] = [];
  for (const n of [1, 2, 3, 4, 5]) ids.push(await letter(staff, n));
  const first = await page(staff, '?limit=2');
  expect(messageIds(first)).toEqual(['m5', 'm4']);
  expect((await staff.send('DELETE', `/api/dead-letters/${ids[3]}`)).status).toBe(200);
  const second = await page(staff, `?limit=2&cursor=${first.nextCursor}`);
  expect(messageIds(second)).toEqual(['m3', 'm2']);
  const third = await page(staff, `?limit=2&cursor=${second.nextCursor}`);
  expect(messageIds(third)).toEqual(['m1']);
  expect(third.nextCursor).toBeNull();
});

test('the filter leaves those of a code, a type, a time or a message id, and counts them by code', async () => {
  const staff = await rig.signIn();
  await letter(staff, 1);
  await letter(staff, 2, { code: 'TypeError', type: 'identify' });
  await letter(staff, 12, { code: 'TypeError' });
  const all = await page(staff);
  expect(all.counts).toEqual([
    { code: 'TypeError', count: 2 },
    { code: '22007', count: 1 },
  ]);
  expect(all.items[0]).toMatchObject({ attempts: 1, reason: 'it is odd', type: 'track', editedAt: null });
  expect(messageIds(await page(staff, '?code=TypeError'))).toEqual(['m12', 'm2']);
  expect(messageIds(await page(staff, '?type=identify'))).toEqual(['m2']);
  expect(messageIds(await page(staff, '?since=2026-03-01T00:02:00Z'))).toEqual(['m12', 'm2']);
  const found = await page(staff, '?messageId=m1');
  expect(messageIds(found)).toEqual(['m12', 'm1']);
  expect(found.counts).toHaveLength(2);
});

test('a dead letter is seen whole, also one that is no JSON', async () => {
  const staff = await rig.signIn();
  const id = await letter(staff, 1, { body: '{"type":"track","messageId":"cut off","u' });
  expect(await staff.get(`/api/dead-letters/${id}`)).toMatchObject({
    status: 200,
    body: { id, body: '{"type":"track","messageId":"cut off","u', code: '22007' },
  });
});

test('404 for whatever is done with the dead letter of another workspace, and it stays as it is', async () => {
  const [mine, theirs] = [await rig.signIn(), await rig.signIn()];
  const id = await letter(theirs, 1);
  const event = { type: 'track', userId: 'u1', event: 'Export' };
  const answers = [
    await mine.get(`/api/dead-letters/${id}`),
    await mine.send('PATCH', `/api/dead-letters/${id}`, { event }),
    await mine.send('POST', `/api/dead-letters/${id}/replay`),
    await mine.send('DELETE', `/api/dead-letters/${id}`),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  expect((await mine.send('POST', '/api/dead-letters/replay')).body).toEqual({
    deadLetters: 0,
    goesOn: false,
  });
  expect((await mine.send('DELETE', '/api/dead-letters')).body).toEqual({ deadLetters: 0, goesOn: false });
  expect(messageIds(await page(theirs))).toEqual(['m1']);
});

test('a mended event is read as one that comes in: it keeps when it was received and is cleaned', async () => {
  const staff = await rig.signIn();
  const id = await letter(staff, 1);
  const event = {
    type: 'Track',
    messageId: 'm1',
    user_id: 7,
    event: ' Ex\u0000port ',
    timestamp: '2026-02-28T10:00:00Z',
    receivedAt: '1999-01-01T00:00:00.000Z',
    sentAt: '2026-02-01T00:00:00Z',
    writeKey: 'secret',
  };
  const edited = await staff.send('PATCH', `/api/dead-letters/${id}`, { event });
  expect(edited).toMatchObject({ status: 200, body: { id, code: '22007', editedAt: expect.any(String) } });
  const { body } = staffApi.deadLetter.parse(edited.body);
  expect(JSON.parse(body)).toEqual({
    type: 'track',
    messageId: 'm1',
    userId: '7',
    event: 'Export',
    timestamp: '2026-02-28T10:00:00.000Z',
    receivedAt: '2026-03-01T00:00:00.000Z',
    sentAt: '2026-02-01T00:00:00Z',
  });
});

test.each([
  ['no_user_anon_id', { type: 'track', event: 'Export' }],
  ['missing_event_name', { type: 'track', userId: 'u1' }],
  ['unknown_type', { type: 'trick', userId: 'u1' }],
  ['invalid_id', { type: 'page', userId: { a: 1 } }],
  ['event_too_large', { type: 'page', userId: 'u1', properties: { text: 'x'.repeat(33_000) } }],
])('an event that could not come in is refused with %s, and nothing is changed', async (code, event) => {
  const staff = await rig.signIn();
  const id = await letter(staff, 1);
  expect(await staff.send('PATCH', `/api/dead-letters/${id}`, { event })).toMatchObject({ body: { code } });
  expect((await page(staff)).items).toMatchObject([{ messageId: 'm1', editedAt: null }]);
  expect(await audit(staff)).toEqual([]);
});

test('a mended event goes to the queue of its type', async () => {
  const staff = await rig.signIn();
  const id = await letter(staff, 1);
  const event = { type: 'identify', messageId: 'm1', userId: 'u1' };
  await staff.send('PATCH', `/api/dead-letters/${id}`, { event });
  await staff.send('POST', `/api/dead-letters/${id}/replay`);
  expect(await waiting(staff)).toMatchObject([{ queue: 'identify' }]);
});

test('a replayed event is in the inbox, behind all live ones, and says how often it failed; a second replay finds none', async () => {
  const staff = await rig.signIn();
  const id = await letter(staff, 1);
  const answers = await Promise.all([
    staff.send('POST', `/api/dead-letters/${id}/replay`),
    staff.send('POST', `/api/dead-letters/${id}/replay`),
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404]);
  expect(await waiting(staff)).toEqual([
    {
      queue: 'track',
      bulk: true,
      event_count: 1,
      body: expect.stringContaining('"messageId":"m1"'),
      failures: [{ attempts: 1, firstFailedAt: expect.any(String) }],
    },
  ]);
  expect((await page(staff)).items).toEqual([]);
});

test('replaying and discarding by filter leave the others alone', async () => {
  const staff = await rig.signIn();
  for (const n of [1, 2, 3]) await letter(staff, n, { code: `E${n}` });
  expect((await staff.send('POST', '/api/dead-letters/replay', { code: 'E1' })).body).toEqual({
    deadLetters: 1,
    goesOn: false,
  });
  expect((await staff.send('DELETE', '/api/dead-letters?code=E2')).body).toEqual({
    deadLetters: 1,
    goesOn: false,
  });
  expect(messageIds(await page(staff))).toEqual(['m3']);
  expect(await waiting(staff)).toHaveLength(1);
});

test('of more than one step of dead letters, the rest is on record as a task', async () => {
  const staff = await rig.signIn();
  await rig.database.pool.query(
    `INSERT INTO dead_letter (workspace_id, queue, body, code, reason, message_id)
     SELECT $1, 'track', '{"n":' || n || '}', 'E', 'odd', 'm' || n FROM generate_series(1, 501) AS n`,
    [staff.workspace.id],
  );
  const filter = { messageId: 'm' };
  expect((await staff.send('POST', '/api/dead-letters/replay', filter)).body).toEqual({
    deadLetters: 500,
    goesOn: true,
  });
  const { rows } = await rig.database.pool.query(
    'SELECT action, message_id FROM dead_letter_task WHERE workspace_id = $1',
    [staff.workspace.id],
  );
  expect(rows).toEqual([{ action: 'replay', message_id: 'm' }]);
  expect((await page(staff)).counts).toEqual([{ code: 'E', count: 1 }]);
});

test('who mended, replayed and discarded is on record', async () => {
  const staff = await rig.signIn();
  const [one, other] = [await letter(staff, 1), await letter(staff, 2)];
  const event = { type: 'track', messageId: 'm1', userId: 'u1', event: 'Export' };
  await staff.send('PATCH', `/api/dead-letters/${one}`, { event });
  await staff.send('POST', `/api/dead-letters/${one}/replay`);
  await staff.send('DELETE', `/api/dead-letters/${other}`);
  await staff.send('POST', '/api/dead-letters/replay', {});
  const actor = staff.workspace.staff?.email;
  expect(await audit(staff)).toEqual([
    { actor, action: 'dead_letter.edit', object: one },
    { actor, action: 'dead_letter.replay', object: one },
    { actor, action: 'dead_letter.discard', object: other },
    { actor, action: 'dead_letter.replay', object: 'all' },
  ]);
});

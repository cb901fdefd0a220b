import { toLine } from '#inbox';
import { Known } from '../../apps/worker/src/known.js';
import { listOpen, step } from '../../apps/worker/src/upkeep/tasks.js';
import { work } from '../property/arrangement.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { putRow } from '../support/inbox-row.js';
import { readState } from '../support/state.js';
import { createWorkspace, type Workspace } from '../support/workspace.js';

const days = 40;
const dayMs = 86_400_000;
const outside = { retentionDays: days, signal: async () => {} };

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(() => database.close());

type Call = { type: 'track' | 'identify'; messageId: string; timestamp?: string; receivedAt?: string };

/** Sends calls of one type through the inbox. */
async function send({ id }: Workspace, calls: readonly Call[]): Promise<void> {
  const now = new Date().toISOString();
  const lines = calls.map((call) =>
    toLine(id, {
      userId: 'u1',
      event: 'Used',
      properties: { feature: 'Reports' },
      timestamp: now,
      receivedAt: now,
      ...call,
    }),
  );
  const queue = calls[0]?.type ?? 'track';
  await work(database.pool, { id: await putRow(database.pool, { queue, lines }), queue }, new Known());
}

/** Puts back when all events of a workspace were received. */
async function putBack({ id }: Workspace, receivedAt: Date): Promise<void> {
  await database.pool.query('UPDATE event SET received_at = $2 WHERE workspace_id = $1', [id, receivedAt]);
}

async function retain(): Promise<number> {
  let steps = 1;
  while (await step(database.pool, { task: 'retention' }, outside)) steps += 1;
  return steps;
}

/** The moment before which events are too old. */
const cutoffMs = (): number => Math.floor(Date.now() / dayMs) * dayMs - days * dayMs;

const track = (messageId: string, said: Partial<Call> = {}): Call => ({ type: 'track', messageId, ...said });

test.each([
  ['across midnight', '2026-03-04T23:59:59.999Z', '2026-03-05T00:00:00.001Z'],
  ['after thirty days', '2026-03-04T12:00:00.000Z', '2026-04-03T11:59:00.000Z'],
])('the same event %s is a repetition and counts once', async (_when, firstAt, againAt) => {
  const workspace = await createWorkspace(database);
  await send(workspace, [track('m1', { timestamp: firstAt, receivedAt: firstAt })]);
  await send(workspace, [track('m1', { timestamp: againAt, receivedAt: againAt })]);
  const { events, counts } = await readState(database.pool, workspace.id);
  expect(events).toEqual(['track m1']);
  expect(counts).toMatchObject([{ day: firstAt.slice(0, 10), neutral: 1 }]);
});

test('thirty days later, after retention with the fewest days there may be, a repetition is still one', async () => {
  const workspace = await createWorkspace(database);
  await send(workspace, [track('m1')]);
  await putBack(workspace, new Date(Date.now() - 30 * dayMs));
  while (await step(database.pool, { task: 'retention' }, { ...outside, retentionDays: 31 }));
  await send(workspace, [track('m1')]);
  const { events, counts } = await readState(database.pool, workspace.id);
  expect(events).toEqual(['track m1']);
  expect(counts).toMatchObject([{ neutral: 1 }]);
});

test('the same message id in two workspaces, and in calls of two types, is no repetition', async () => {
  const [one, other] = [await createWorkspace(database), await createWorkspace(database)];
  for (const workspace of [one, other]) {
    await send(workspace, [track('m1')]);
    await send(workspace, [{ type: 'identify', messageId: 'm1' }]);
    await send(workspace, [track('m1')]);
  }
  for (const workspace of [one, other]) {
    const { events, counts } = await readState(database.pool, workspace.id);
    expect(events).toEqual(['identify m1', 'track m1']);
    expect(counts).toMatchObject([{ neutral: 1 }]);
  }
});

test('exactly the events received before the cutoff are removed; people and counts stay', async () => {
  const workspace = await createWorkspace(database);
  const cutoff = cutoffMs();
  for (const [messageId, receivedAtMs] of Object.entries({
    long: cutoff - 400 * dayMs,
    just: cutoff - 1,
    kept: cutoff,
    late: cutoff + dayMs,
  })) {
    await send(workspace, [track(messageId, { receivedAt: new Date(receivedAtMs).toISOString() })]);
  }
  const before = await readState(database.pool, workspace.id);
  await retain();
  const after = await readState(database.pool, workspace.id);
  expect(after.events).toEqual(['track kept', 'track late']);
  expect({ ...after, events: [] }).toEqual({ ...before, events: [] });
});

test('what came in late, with an old time of receipt, is removed on the next day', async () => {
  const workspace = await createWorkspace(database);
  await retain();
  await send(workspace, [track('late')]);
  await putBack(workspace, new Date(cutoffMs() - 2 * dayMs));
  await retain();
  expect((await readState(database.pool, workspace.id)).events).toEqual(['track late']);
  await database.pool.query(`UPDATE retention SET removed_before = removed_before - interval '1 day'`);
  await retain();
  expect((await readState(database.pool, workspace.id)).events).toEqual([]);
});

test('more than one step’s worth of events goes in bounded steps, and two workers at once remove no more', async () => {
  const workspace = await createWorkspace(database);
  await database.pool.query(
    `INSERT INTO event (workspace_id, id, type, occurred_at, received_at, generation, body)
     SELECT $1, gen_random_uuid(), 'track', $2, $2::timestamptz + (n > 25000)::int * interval '1 day', 0, '{}'
       FROM generate_series(1, 25100) AS n`,
    [workspace.id, new Date(cutoffMs() - dayMs / 2)],
  );
  const [one, other] = await Promise.all([retain(), retain()]);
  const { rowCount } = await database.pool.query('SELECT FROM event WHERE workspace_id = $1', [workspace.id]);
  expect(rowCount).toBe(100);
  expect(one + other).toBeGreaterThanOrEqual(4);
});

test('sessions that ended and dead letters that are too old go with it; others stay', async () => {
  const workspace = await createWorkspace(database, { withStaff: true });
  const { pool } = database;
  await pool.query(
    `INSERT INTO staff_session (digest, staff_id, expires_at, last_used_at)
     SELECT said.digest, staff.id, now() + said.expires, now() - said.idle
       FROM staff, (VALUES ('\\x01'::bytea, interval '1 hour', interval '0'), ('\\x02', interval '-1 s', interval '0'),
                           ('\\x03', interval '1 hour', interval '9 hours')) AS said (digest, expires, idle)
      WHERE staff.workspace_id = $1`,
    [workspace.id],
  );
  await pool.query(
    `INSERT INTO dead_letter (workspace_id, queue, body, code, reason, message_id, first_failed_at)
     SELECT $1, 'track', '{}', 'E', 'odd', said.name, now() - said.age
       FROM (VALUES ('old', interval '42 days'), ('new', interval '39 days')) AS said (name, age)`,
    [workspace.id],
  );
  await retain();
  const sessions = await pool.query<{ digest: string }>(
    `SELECT encode(digest, 'hex') AS digest FROM staff_session`,
  );
  expect(sessions.rows).toEqual([{ digest: '01' }]);
  expect((await pool.query('SELECT message_id FROM dead_letter')).rows).toEqual([{ message_id: 'new' }]);
});

test('it is due at first, again after an hour, and when another number of days is set', async () => {
  const isDue = async (retentionDays = days): Promise<boolean> =>
    (await listOpen(database.pool, { ...outside, retentionDays })).some(({ task }) => task === 'retention');
  expect(await isDue()).toBe(true);
  await retain();
  expect(await isDue()).toBe(false);
  expect(await isDue(days + 1)).toBe(true);
  await database.pool.query(`UPDATE retention SET checked_at = now() - interval '61 minutes'`);
  expect(await isDue()).toBe(true);
});

test('a pass with nothing to remove reads no events', async () => {
  const workspace = await createWorkspace(database);
  await send(workspace, [track('m1')]);
  await retain();
  await database.pool.query('DROP TABLE event CASCADE');
  expect(await retain()).toBe(1);
});

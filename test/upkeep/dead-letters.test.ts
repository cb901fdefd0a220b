import { inTransaction } from '#database';
import {
  discardDeadLetters,
  editDeadLetter,
  recordDeadLetterTask,
  replayDeadLetters,
  toLine,
  type InboxRow,
} from '#inbox';
import { Known } from '../../apps/worker/src/known.js';
import { step } from '../../apps/worker/src/upkeep/tasks.js';
import { work } from '../property/arrangement.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { putRow } from '../support/inbox-row.js';
import { readState } from '../support/state.js';
import { createWorkspace, type Workspace } from '../support/workspace.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.close());

const at = '2026-03-04T12:00:00.000Z';
const event = (messageId: string, timestamp = at) => ({
  type: 'track' as const,
  messageId,
  userId: 'u1',
  event: 'Used',
  properties: { feature: 'Reports' },
  timestamp,
  receivedAt: at,
});

/** Puts track events into the inbox and works on them. */
async function process(workspace: Workspace, events: readonly ReturnType<typeof event>[]): Promise<void> {
  const lines = events.map((one) => toLine(workspace.id, one));
  await workOn([{ id: await putRow(database.pool, { queue: 'track', lines }), queue: 'track', bulk: false }]);
}

async function workOn(rows: readonly InboxRow[]): Promise<void> {
  for (const row of rows) await work(database.pool, row, new Known());
}

const poison = (count: number) => Array.from({ length: count }, (_, n) => event(`p${n}`, 'some day'));

type Letter = { id: string; message_id: string; code: string; attempts: number; first_failed_at: Date };

async function letters({ id }: Workspace): Promise<Letter[]> {
  const { rows } = await database.pool.query<Letter>(
    `SELECT id, message_id, code, attempts, first_failed_at FROM dead_letter
      WHERE workspace_id = $1 ORDER BY created_at, id`,
    [id],
  );
  return rows;
}

const since = (all: readonly Letter[]) => new Map(all.map((one) => [one.message_id, one.first_failed_at]));

const replay = (workspaceId: number, id: string) =>
  inTransaction(database.pool, (tx) => replayDeadLetters(tx, { workspaceId, id }));
const replayAll = (workspaceId: number) =>
  inTransaction(database.pool, (tx) => replayDeadLetters(tx, { workspaceId, filter: {} }));

test('a dead letter that fails again says how often it has and since when, and the others beside it their own', async () => {
  const workspace = await createWorkspace(database);
  await process(workspace, poison(2));
  const first = await letters(workspace);
  expect(first).toMatchObject([
    { message_id: 'p0', code: '22007', attempts: 1 },
    { message_id: 'p1', code: '22007', attempts: 1 },
  ]);
  await workOn((await replay(workspace.id, first[0]?.id ?? '')).rows);
  await workOn((await replayAll(workspace.id)).rows);
  const again = await letters(workspace);
  const attempts = new Map(again.map((letter) => [letter.message_id, letter.attempts]));
  expect(attempts).toEqual(
    new Map([
      ['p0', 3],
      ['p1', 2],
    ]),
  );
  expect(since(again)).toEqual(since(first));
});

test('a mended dead letter is counted once, and the events that came well are not touched by it', async () => {
  const workspace = await createWorkspace(database);
  await process(workspace, [event('m1'), ...poison(1), event('m2')]);
  const [letter] = await letters(workspace);
  const mended = event('p0');
  const body = JSON.stringify(mended);
  await inTransaction(database.pool, (tx) =>
    editDeadLetter(tx, { workspaceId: workspace.id, id: letter?.id ?? '', event: mended, body }),
  );
  await workOn((await replayAll(workspace.id)).rows);
  await process(workspace, [mended]);
  const { events, counts } = await readState(database.pool, workspace.id);
  expect(events).toEqual(['track m1', 'track m2', 'track p0']);
  expect(counts).toMatchObject([{ feature: 'Reports', neutral: 3 }]);
  expect(await letters(workspace)).toEqual([]);
});

test('replayed by many at once, each dead letter is in the inbox once, and none is lost', async () => {
  const workspace = await createWorkspace(database);
  await process(workspace, poison(60));
  const done = await Promise.all([1, 2, 3, 4].map(() => replayAll(workspace.id)));
  expect(done.reduce((sum, one) => sum + one.letters, 0)).toBe(60);
  expect(await letters(workspace)).toEqual([]);
  const rows = done.flatMap((one) => one.rows);
  await workOn(rows);
  await workOn(rows);
  const again = await letters(workspace);
  expect(new Set(again.map((letter) => letter.message_id)).size).toBe(60);
  expect(again).toHaveLength(60);
  expect(new Set(again.map((letter) => letter.attempts))).toEqual(new Set([2]));
});

test('a replay that does not commit leaves every dead letter where it was', async () => {
  const workspace = await createWorkspace(database);
  await process(workspace, poison(3));
  const before = await letters(workspace);
  const replaying = inTransaction(database.pool, async (tx) => {
    await replayDeadLetters(tx, { workspaceId: workspace.id, filter: {} });
    throw new Error('no commit');
  });
  await expect(replaying).rejects.toThrow('no commit');
  expect(await letters(workspace)).toEqual(before);
  expect((await database.pool.query('SELECT FROM inbox')).rowCount).toBe(0);
});

test('a task replays all there were when it was asked for, step by step, and not those that fail again', async () => {
  const workspace = await createWorkspace(database);
  const all = poison(600);
  for (let n = 0; n < all.length; n += 25) await process(workspace, all.slice(n, n + 25));
  const key = await inTransaction(database.pool, (tx) =>
    recordDeadLetterTask(tx, { workspaceId: workspace.id, action: 'replay', filter: { type: 'track' } }),
  );
  const steps: number[] = [];
  let more = true;
  while (more) {
    const rows: InboxRow[] = [];
    const signal = async (signalled: readonly InboxRow[]): Promise<void> => void rows.push(...signalled);
    more = await step(database.pool, { task: 'dead-letters', ...key }, { retentionDays: 395, signal });
    steps.push(rows.length);
    await workOn(rows);
  }
  expect(steps).toEqual([20, 4]);
  const again = await letters(workspace);
  expect(again).toHaveLength(600);
  expect(new Set(again.map((letter) => letter.attempts))).toEqual(new Set([2]));
  const { rows } = await database.pool.query('SELECT FROM dead_letter_task');
  expect(rows).toEqual([]);
}, 120_000);

test('discarding takes away what the filter leaves, and nothing of it comes back', async () => {
  const workspace = await createWorkspace(database);
  await process(workspace, poison(3));
  const done = await inTransaction(database.pool, (tx) =>
    discardDeadLetters(tx, { workspaceId: workspace.id, filter: { messageId: 'p1' } }),
  );
  expect(done).toEqual({ letters: 1, rows: [], more: false });
  expect((await letters(workspace)).map((letter) => letter.message_id)).toEqual(['p0', 'p2']);
});

import type pg from 'pg';
import { createPool, type Transaction } from '#database';
import { processRow, toLine, type RecordChunk } from '#inbox';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { putRow } from '../support/inbox-row.js';

const statementTimeoutMs = 300;
const receivedAt = '2026-03-01T00:00:00.000Z';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, { max: 2, applicationName: 'timeouts', statementTimeoutMs });
});

afterAll(async () => {
  await pool?.end();
  await database?.close();
});

let workspaceId = 0;
beforeEach(() => {
  workspaceId += 1;
});

const linesOf = (names: readonly string[]): string[] =>
  names.map((messageId) =>
    toLine(workspaceId, { type: 'identify', userId: 'u', messageId, timestamp: receivedAt, receivedAt }),
  );

const takeTooLong = async (tx: Transaction): Promise<void> => {
  await tx.query('SELECT pg_sleep(2)');
};

/** What went through, by its message ids, where what is heavy takes too long. */
function recorder(isTooMuch: (messageIds: string[]) => boolean): { record: RecordChunk; went: string[] } {
  const went: string[] = [];
  const record: RecordChunk = async (tx, chunk) => {
    const ids = chunk.map(({ event }) => event.messageId);
    if (isTooMuch(ids)) await takeTooLong(tx);
    return { stored: ids.length, afterCommit: () => void went.push(...ids) };
  };
  return { record, went };
}

async function lettersAndWaiting(): Promise<{ letters: string[]; waiting: number }> {
  const letters = await database.pool.query<{ message_id: string }>(
    'SELECT message_id FROM dead_letter WHERE workspace_id = $1',
    [workspaceId],
  );
  const inbox = await database.pool.query<{ events: number }>(
    "SELECT coalesce(sum(event_count), 0)::int AS events FROM inbox WHERE body LIKE $1 || '\t%'",
    [workspaceId],
  );
  return {
    letters: letters.rows.map((row) => row.message_id),
    waiting: inbox.rows[0]?.events ?? 0,
  };
}

it('an event that alone takes too long becomes a dead letter, and the others of its row and of those behind go through', async () => {
  const { record, went } = recorder((ids) => ids.includes('heavy'));
  const id = await putRow(database.pool, {
    queue: 'identify',
    lines: linesOf(['a', 'b', 'heavy', 'c', 'd']),
  });
  await putRow(database.pool, { queue: 'identify', lines: linesOf(['e']) });
  const outcome = await processRow(pool, 'identify', id, record);

  expect(went.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(outcome).toMatchObject({
    events: 6,
    stored: 5,
    deadLetters: [{ messageId: 'heavy', code: '57014' }],
  });
  expect(await lettersAndWaiting()).toEqual({ letters: ['heavy'], waiting: 0 });
});

it('events that only take too long together go through, and none becomes a dead letter', async () => {
  const { record, went } = recorder((ids) => ids.length > 2);
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const id = await putRow(database.pool, { queue: 'identify', lines: linesOf(names) });
  await processRow(pool, 'identify', id, record);
  expect(went.toSorted()).toEqual(names);
  expect(await lettersAndWaiting()).toEqual({ letters: [], waiting: 0 });
});

it('where everything takes too long nothing becomes a dead letter: it waits, and goes through when that is over', async () => {
  let slow = true;
  const { record, went } = recorder(() => slow);
  const names = ['a', 'b', 'c', 'd'];
  const id = await putRow(database.pool, { queue: 'identify', lines: linesOf(names) });
  await expect(processRow(pool, 'identify', id, record)).rejects.toMatchObject({ code: '57014' });
  expect(await lettersAndWaiting()).toEqual({ letters: [], waiting: 4 });

  slow = false;
  await processRow(pool, 'identify', id, record);
  expect(went.toSorted()).toEqual(names);
  expect(await lettersAndWaiting()).toEqual({ letters: [], waiting: 0 });
});

import pg from 'pg';
import type { Event } from '#contract';
import { identifierOf, seenOn, toldOf } from '#identity';
import { processRow, toLine, type RecordChunk } from '#inbox';
import { Known } from '../../apps/worker/src/known.js';
import { recordIdentifyChunk } from '../../apps/worker/src/record-identify-chunk.js';
import { recordTrackChunk } from '../../apps/worker/src/record-track-chunk.js';
import { eraseAll } from '../support/erase.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { putRow } from '../support/inbox-row.js';
import { createWorkspace, type Workspace } from '../support/workspace.js';

/** What a worker remembers of what is on record is never more than what is on record. */
let database: TestDatabase;
let workspace: Workspace;
let known: Known;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  workspace = await createWorkspace(database);
  known = new Known();
});

const at = '2026-01-05T00:00:00.000Z';
const identify = (messageId: string, said: Partial<Event> = {}): string =>
  toLine(workspace.id, {
    type: 'identify',
    messageId,
    userId: 'ada',
    traits: { email: 'ada@acme.com', company: { id: 'g1', name: 'Acme' } },
    timestamp: at,
    receivedAt: at,
    ...said,
  });

const remembersAda = (): boolean =>
  known.identifiers.covers(toldOf(identifierOf(workspace.id, 'user', 'ada'), seenOn('2026-01-05')));

const record: RecordChunk = (tx, chunk) => recordIdentifyChunk(tx, chunk, known);

const put = (...lines: string[]): Promise<string> => putRow(database.pool, { queue: 'identify', lines });

async function stateOf(): Promise<unknown> {
  const { rows } = await database.pool.query(
    `SELECT p.email, p.identified, c.name AS company, (SELECT count(*)::int FROM event WHERE workspace_id = $1) AS events
       FROM person p JOIN company c ON c.workspace_id = $1 AND c.id = p.company_identifier_id
      WHERE p.workspace_id = $1`,
    [workspace.id],
  );
  return rows;
}

const complete = (events: number): unknown => [
  { email: 'ada@acme.com', identified: true, company: 'Acme', events },
];

test('a chunk that is rolled back after all its work is not remembered, and is done anew', async () => {
  const remembered: boolean[] = [];
  const outcome = await processRow(
    database.pool,
    'identify',
    await put(identify('m1')),
    async (tx, chunk) => {
      remembered.push(remembersAda());
      const recorded = await record(tx, chunk);
      if (remembered.length === 1)
        throw Object.assign(new pg.DatabaseError('deadlock', 1, 'error'), { code: '40P01' });
      return recorded;
    },
  );
  expect(outcome).toEqual({ events: 1, stored: 1, leftOut: 0, deadLetters: [] });
  expect(remembered).toEqual([false, false]);
  expect(remembersAda()).toBe(true);
  expect(await stateOf()).toEqual(complete(1));
});

test('a chunk whose commit fails is not remembered', async () => {
  const { pool } = database;
  await pool.query(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '58030'; END $$`,
  );
  await pool.query(
    'CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()',
  );
  const id = await put(identify('m1'));
  await expect(processRow(pool, 'identify', id, record)).rejects.toMatchObject({ code: '58030' });
  expect(remembersAda()).toBe(false);
  await pool.query('DROP FUNCTION refuse CASCADE');
  await processRow(pool, 'identify', id, record);
  expect(remembersAda()).toBe(true);
  expect(await stateOf()).toEqual(complete(1));
});

test('after a chunk with poison in it, what its other events say is recorded by whatever comes next too', async () => {
  const poisoned = await put(identify('m1'), identify('nul', { traits: { nul: '\u0000' } }));
  const { stored, deadLetters } = await processRow(database.pool, 'identify', poisoned, record);
  expect([stored, deadLetters]).toEqual([
    1,
    [{ workspaceId: workspace.id, messageId: 'nul', code: '22P05' }],
  ]);
  await processRow(database.pool, 'identify', await put(identify('m2')), record);
  expect(await stateOf()).toEqual(complete(2));
});

test('where what is remembered is gone from the record, the chunk fails instead of losing what it says', async () => {
  await processRow(database.pool, 'identify', await put(identify('m1')), record);
  await database.pool.query('DELETE FROM identifier WHERE workspace_id = $1', [workspace.id]);
  const next = await put(identify('m0', { anonymousId: 'a1' }));
  await expect(processRow(database.pool, 'identify', next, record)).rejects.toThrow(/done anew/);
  known = new Known();
  await processRow(database.pool, 'identify', next, record);
  expect(await stateOf()).toEqual(complete(2));
});

test('once somebody is erased, a worker that remembers them makes a new person of what comes later', async () => {
  await processRow(database.pool, 'identify', await put(identify('m1')), record);
  await processRow(
    database.pool,
    'identify',
    await put(identify('m2', { type: 'delete', traits: undefined })),
    record,
  );
  expect(remembersAda()).toBe(true);
  await eraseAll(database.pool, workspace.id);
  expect(await stateOf()).toEqual([]);
  const later = '2026-01-06T00:00:00.000Z';
  await processRow(
    database.pool,
    'identify',
    await put(identify('m3', { timestamp: later, receivedAt: later })),
    record,
  );
  // What was erased is on record still as something that came.
  expect(await stateOf()).toEqual(complete(3));
  const late = await processRow(database.pool, 'identify', await put(identify('m4')), record);
  expect(late).toMatchObject({ events: 1, stored: 0, leftOut: 1 });
});

test('what is known on all hands is not locked: a chunk that says it again waits for nobody', async () => {
  await processRow(database.pool, 'identify', await put(identify('m1')), record);
  const other = await database.pool.connect();
  await other.query('BEGIN');
  await other.query(`SELECT FROM identifier WHERE workspace_id = $1 AND kind <> 'user' FOR UPDATE`, [
    workspace.id,
  ]);
  const again = await put(
    identify('m0', { timestamp: '2026-01-05T00:00:00.001Z', traits: { email: 'ada@acme.com' } }),
  );
  await processRow(database.pool, 'identify', again, record);
  await other.query('ROLLBACK');
  other.release();
  expect(await stateOf()).toEqual(complete(2));
});

test('a track chunk of known people sends only the statements that store and count it', async () => {
  const track = (messageId: string, said: Partial<Event> = {}): string =>
    toLine(workspace.id, {
      type: 'track',
      event: 'Used',
      messageId,
      userId: 'ada',
      properties: { feature: 'Alerts' },
      context: { groupId: 'g1', traits: { name: 'Ada' } },
      timestamp: at,
      receivedAt: at,
      ...said,
    });
  const statementsOf = async (line: string): Promise<(string | undefined)[]> => {
    const names: (string | undefined)[] = [];
    const id = await putRow(database.pool, { queue: 'track', lines: [line] });
    await processRow(database.pool, 'track', id, async (tx, chunk) => {
      const noted = new Proxy(tx, {
        get: (target, name) =>
          name === 'query'
            ? (query: string | { name?: string }, values?: unknown[]) => {
                names.push(typeof query === 'string' ? query : query.name);
                return Reflect.apply(target.query, target, [query, values]);
              }
            : Reflect.get(target, name),
      });
      return recordTrackChunk(noted, chunk, known);
    });
    return names.slice(1);
  };
  await statementsOf(track('m1'));
  const plain = ['scanner-find-counting', 'event-store', 'usage-count', 'feature-record'];
  expect(await statementsOf(track('m2', { timestamp: '2026-01-05T09:00:00.000Z' }))).toEqual(plain);
  const removal = await statementsOf(track('m3', { event: 'Account Removed User' }));
  expect(removal).toContain('membership-record');
});

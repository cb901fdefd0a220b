import { inTransaction } from '#database';
import { estimateStored } from '#events';
import { createScanner, takeRecount } from '#scanners';
import { step } from '../../apps/worker/src/upkeep/tasks.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { createWorkspace, type Workspace } from '../support/workspace.js';

const outside = { retentionDays: 395, signal: async () => {} };
/** More than a step looks at. */
const tracks = 3_000;
const identifies = 6_000;

let database: TestDatabase;
let workspace: Workspace;

beforeAll(async () => {
  database = await createTestDatabase();
  workspace = await createWorkspace(database, { counts: false });
  const other = await createWorkspace(database, { counts: false });
  await store(workspace.id, 'track', tracks);
  await store(workspace.id, 'identify', identifies);
  await store(other.id, 'track', 2 * tracks);
  await store(other.id, 'identify', 2 * identifies);
  await database.pool.query('ANALYZE event');
});

afterAll(() => database?.close());

async function store(workspaceId: number, type: string, count: number): Promise<void> {
  await database.pool.query(
    `INSERT INTO event (workspace_id, id, type, occurred_at, received_at, generation, body)
     SELECT $1, gen_random_uuid(), $2, now(), now(), 0,
            json_build_object('type', $2::text, 'messageId', 'm' || number, 'userId', 'u', 'event', 'Used',
                              'timestamp', '2026-03-01T00:00:00.000Z', 'receivedAt', '2026-03-01T00:00:00.000Z')::text
       FROM generate_series(1, $3) AS number`,
    [workspaceId, type, count],
  );
}

const near = (count: number, expected: number): boolean => Math.abs(count - expected) < expected / 4;

it('how many events are stored is guessed for each workspace by itself', async () => {
  const guess = await inTransaction(database.pool, (tx) => estimateStored(tx, workspace.id));
  expect(near(guess, tracks + identifies)).toBe(true);
});

it('a recount says from its first step on how many events it will look at, without those that nobody counts', async () => {
  const scanner = { workspaceId: workspace.id, name: 'late', actor: 'test' };
  const key = { workspaceId: workspace.id, scannerId: (await createScanner(database.prisma, scanner)).id };
  expect(await step(database.pool, { task: 'recount', ...key }, outside)).toBe(true);
  const recount = await inTransaction(database.pool, (tx) => takeRecount(tx, key));
  expect(near(recount?.total ?? 0, tracks)).toBe(true);
});

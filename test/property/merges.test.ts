import { randomInt } from 'node:crypto';
import { jest } from '@jest/globals';
import fc from 'fast-check';
import { identifierOf } from '#identity';
import { mergePeople, undoMerge } from '#merges';
import { Known } from '../../apps/worker/src/known.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { recordCalls } from '../support/record-calls.js';
import { fillInbox, work, workConcurrently, type Row } from './arrangement.js';
import { dumpState } from './dump.js';
import { historyOf, type Placed } from './history.js';

const seed = randomInt(2 ** 31);
const runs = 150;
const timeLimitMs = 10_000;
const chunkSizeMax = 6;
jest.setTimeout(120_000);

let databases: TestDatabase[] = [];
let workspaceIdLast = 0;

beforeAll(async () => {
  databases = await Promise.all([0, 1, 2].map(() => createTestDatabase()));
});

afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()));
});

type WorkspaceIds = [number, number];

/** What staff do while the history arrives. */
type Staff = (database: TestDatabase, workspaceIds: WorkspaceIds) => Promise<void>;

const of = (workspaceId: number, userId: string): string => identifierOf(workspaceId, 'user', userId).id;

const merge = async ({ pool }: TestDatabase, workspaceId: number): Promise<number> => {
  const { id } = await mergePeople(pool, {
    workspaceId,
    id: of(workspaceId, 'u1'),
    withId: of(workspaceId, 'u2'),
    by: 'ada@example.com',
  });
  return id;
};

const mergeAll: Staff = async (database, workspaceIds) => {
  for (const workspaceId of workspaceIds) await merge(database, workspaceId);
};

/** Where they are merged already, that merge is undone. */
const mergeAndUndoAll: Staff = async (database, workspaceIds) => {
  for (const workspaceId of workspaceIds) {
    const id = await merge(database, workspaceId);
    await undoMerge(database.pool, { workspaceId, id, by: 'ada@example.com' });
  }
};

const nothing: Staff = () => Promise.resolve();

/** Two users are there; then the history arrives, with staff at work at a moment of it and at its end. */
async function play(
  at: 0 | 1 | 2,
  history: readonly Placed[],
  workspaceIds: WorkspaceIds,
  how: { during: Staff; after: Staff; atOnce: boolean; moment: number },
): Promise<Record<string, string[]>> {
  const database = databases[at];
  if (database === undefined) throw new Error(`There is no database ${at}.`);
  const { pool, prisma } = database;
  for (const id of workspaceIds) {
    await prisma.workspace.create({ data: { id, name: `Workspace ${id}` } });
    const calls = ['u1', 'u2'].map((userId) => ({
      type: 'identify',
      messageId: `first of ${userId}`,
      timestamp: '2026-01-01T12:00:00.000Z',
      userId,
    }));
    await recordCalls(pool, id, calls);
  }
  const rows = await fillInbox(pool, history, {
    arrangement: at,
    chunkSize: chunkSizeMax,
    together: false,
    workspaceIds,
  });
  const middle = Math.floor((rows.length * how.moment) / 100);
  const known = new Known();
  await workAll(rows.slice(0, middle), (row) => work(pool, row, known));
  if (how.atOnce)
    await Promise.all([workConcurrently(pool, rows.slice(middle), 2), how.during(database, workspaceIds)]);
  else {
    await how.during(database, workspaceIds);
    await workAll(rows.slice(middle), (row) => work(pool, row, known));
  }
  await how.after(database, workspaceIds);
  return dumpState(pool, workspaceIds);
}

async function workAll(rows: readonly Row[], workOn: (row: Row) => Promise<void>): Promise<void> {
  for (const row of rows) await workOn(row);
}

const moment = fc.nat({ max: 100 });
const newWorkspaces = (): WorkspaceIds => {
  workspaceIdLast += 2;
  return [workspaceIdLast - 1, workspaceIdLast];
};

describe('two users whom staff merge', () => {
  it(`are one in the same way whenever that is, also while workers are at it (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(historyOf(3), moment, fc.boolean(), async (history, when, atOnce) => {
        const ids = newWorkspaces();
        const [early, late] = await Promise.all([
          play(0, history, ids, { during: mergeAll, after: nothing, atOnce, moment: when }),
          play(1, history, ids, { during: nothing, after: mergeAll, atOnce, moment: when }),
        ]);
        expect(early).toEqual(late);
      }),
      { seed, numRuns: runs, interruptAfterTimeLimit: timeLimitMs },
    );
    expect(workspaceIdLast).toBeGreaterThan(2);
  });

  it(`are who they would be without it once it is undone, whatever came in between (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(historyOf(3), moment, fc.boolean(), async (history, when, atOnce) => {
        const ids = newWorkspaces();
        const [plain, late, soon] = await Promise.all([
          play(0, history, ids, { during: nothing, after: nothing, atOnce, moment: when }),
          play(1, history, ids, { during: mergeAll, after: mergeAndUndoAll, atOnce, moment: when }),
          play(2, history, ids, { during: mergeAndUndoAll, after: nothing, atOnce, moment: when }),
        ]);
        expect({ late, soon }).toEqual({ late: plain, soon: plain });
      }),
      { seed, numRuns: runs, interruptAfterTimeLimit: timeLimitMs },
    );
  });
});

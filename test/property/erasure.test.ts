import { randomInt } from 'node:crypto';
import { jest } from '@jest/globals';
import fc from 'fast-check';
import { identifierOf } from '#identity';
import { createScanner } from '#scanners';
import { Known } from '../../apps/worker/src/known.js';
import { stepErasure } from '../../apps/worker/src/upkeep/erase.js';
import { stepRecount } from '../../apps/worker/src/upkeep/recount.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eraseAll } from '../support/erase.js';
import { fillInbox, toLine, work, workConcurrently } from './arrangement.js';
import { dumpState } from './dump.js';
import { examples } from './erasure-examples.js';
import { deletionsOf, historyOf, type Call, type Placed } from './history.js';
import { claimsOnPeople, subjectOf } from './model.js';

const seed = randomInt(2 ** 31);
const runs = 200;
const timeLimitMs = 40_000;
jest.setTimeout(120_000);

/** How deletions and what they erase meet; the last one is without anybody that is ever to be erased. */
const arrangements = [
  'erased at the end',
  'erased after each row',
  'erased while workers are at it',
] as const;
const chunkSizes = fc.array(fc.integer({ min: 1, max: 12 }), {
  minLength: arrangements.length,
  maxLength: arrangements.length,
});
const never = arrangements.length;

let databases: TestDatabase[] = [];
let workspaceIdLast = 0;
let erasedRuns = 0;

beforeAll(async () => {
  databases = await Promise.all([...arrangements, never].map(() => createTestDatabase()));
});
afterAll(() => Promise.all(databases.map((database) => database.close())));

type WorkspaceIds = [number, number];

function databaseOf(index: number): TestDatabase {
  const database = databases[index];
  if (database === undefined) throw new Error(`There is no database ${index}.`);
  return database;
}

/** One that is there from the beginning, and one that comes late, where it may. */
async function addScanner({ prisma, pool }: TestDatabase, workspaceId: number, name: string): Promise<void> {
  const { id } = await createScanner(prisma, { workspaceId, name, actor: 'test' });
  while (await stepRecount(pool, { workspaceId, scannerId: id }));
}

/** Lets the history arrive in one arrangement. @returns what is on record of people afterwards */
async function play(
  index: number,
  history: readonly Placed[],
  chunkSize: number,
  workspaceIds: WorkspaceIds,
): Promise<Record<string, string[]>> {
  const database = databaseOf(index);
  const { pool, prisma } = database;
  for (const id of workspaceIds) {
    await prisma.workspace.create({ data: { id, name: `Workspace ${id}`, timeZone: 'UTC' } });
    await addScanner(database, id, 'first');
  }
  const rows = await fillInbox(pool, history, {
    arrangement: index % arrangements.length,
    chunkSize,
    together: false,
    workspaceIds,
  });
  const middle = Math.floor(rows.length / 2);
  const known = new Known();
  const eraseEverywhere = async (): Promise<void> => {
    for (const id of workspaceIds) await eraseAll(pool, id);
  };
  for (const row of rows.slice(0, middle)) {
    await work(pool, row, known);
    if (index === 1) await eraseEverywhere();
  }
  const addLate = async (): Promise<void> => {
    for (const id of workspaceIds) await addScanner(database, id, 'late');
  };
  if (index === 2) {
    // Told apart from the one that carries it to the end, this one may be broken off anywhere.
    const erasing = async (): Promise<void> => {
      for (let steps = 0; steps < 8; steps += 1) for (const id of workspaceIds) await stepErasure(pool, id);
    };
    await Promise.all([workConcurrently(pool, rows.slice(middle), 2), addLate(), erasing()]);
  } else {
    await addLate();
    for (const row of rows.slice(middle)) {
      await work(pool, row, known);
      if (index === 1) await eraseEverywhere();
    }
  }
  await eraseEverywhere();
  return peopleIn(pool, workspaceIds);
}

const companyKinds = /"kind": "(?:group|name|domain)"/;

/**
 * What is on record of people: of companies, features and audiences it may be more where an event was erased only after
 * it had been recorded.
 */
async function peopleIn(
  pool: TestDatabase['pool'],
  workspaceIds: WorkspaceIds,
): Promise<Record<string, string[]>> {
  const dump = await dumpState(pool, workspaceIds);
  const groups = workspaceIds.flatMap((id) =>
    ['g1', 'g2'].map((group) => identifierOf(id, 'group', group).id),
  );
  const ofPeople = (lines: string[] = []): string[] =>
    lines.filter(
      (line) => !companyKinds.test(line) && !groups.some((id) => line.includes(`"identifier_id": "${id}"`)),
    );
  const { rows: meant } = await pool.query<{ line: string }>(
    `SELECT to_jsonb(r)::text AS line FROM regulation_identifier r WHERE workspace_id = ANY($1)
      UNION ALL SELECT to_jsonb(e)::text FROM erasure e WHERE workspace_id = ANY($1)
      UNION ALL SELECT to_jsonb(r)::text FROM regulation r WHERE workspace_id = ANY($1) AND finished_at IS NULL`,
    [workspaceIds],
  );
  return {
    event: (dump['event'] ?? []).filter((line) => !line.includes('"type": "erased"')),
    identifier: ofPeople(dump['identifier']),
    person: dump['person'] ?? [],
    membership: dump['membership'] ?? [],
    audience_membership: ofPeople(dump['audience_membership']),
    usage_count: dump['usage_count'] ?? [],
    dead_letter: dump['dead_letter'] ?? [],
    inbox: dump['inbox'] ?? [],
    left_to_do: meant.map(({ line }) => line),
  };
}

/** The calls that no deletion erases, worked out from the whole history: those of whoever is named, or was claimed by then. */
function survivorsOf(history: readonly Placed[]): Placed[] {
  const accepted = history.filter(({ call }) => toLine(call, 1) !== null);
  const isErased = ({ call, workspace }: Placed): boolean => {
    const others = accepted.filter((other) => other.workspace === workspace).map((other) => other.call);
    return others.some(
      (deletion) =>
        deletion.type === 'delete' &&
        call.timestamp <= deletion.timestamp &&
        erasedBy(deletion, others).includes(subjectOf(call) ?? ''),
    );
  };
  return accepted.filter((placed) => placed.call.type !== 'delete' && !isErased(placed));
}

const erasedBy = ({ userId, timestamp }: Call, calls: readonly Call[]): string[] => [
  `user:${userId}`,
  ...calls
    .filter((call) => call.userId === userId && call.timestamp <= timestamp)
    .flatMap(claimsOnPeople)
    .map(({ identifier }) => identifier),
];

describe('whenever a deletion arrives among the calls that it erases', () => {
  it(`people are as if the erased calls had never been sent (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(
        historyOf(arrangements.length),
        deletionsOf(arrangements.length),
        chunkSizes,
        async (calls, deletions, sizes) => {
          const history = [...calls, ...deletions];
          const survivors = survivorsOf(history);
          const ids: WorkspaceIds = [workspaceIdLast + 1, workspaceIdLast + 2];
          workspaceIdLast += 2;
          const [demanded, ...found] = await Promise.all([
            play(never, survivors, 5, ids),
            ...arrangements.map((_, index) => play(index, history, sizes[index] ?? 1, ids)),
          ]);
          for (const [index, state] of found.entries())
            expect({ arrangement: arrangements[index], ...state }).toEqual({
              arrangement: arrangements[index],
              ...demanded,
            });
          if (survivors.length < calls.length) erasedRuns += 1;
        },
      ),
      { seed, numRuns: runs, interruptAfterTimeLimit: timeLimitMs, examples },
    );
    expect(erasedRuns).toBeGreaterThanOrEqual(examples.length);
  });
});

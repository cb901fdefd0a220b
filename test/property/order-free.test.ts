import { randomInt } from 'node:crypto';
import { jest } from '@jest/globals';
import fc from 'fast-check';
import { companyKinds, identifierOf, personKinds } from '#identity';
import { createScanner, type NewScanner } from '#scanners';
import { Known } from '../../apps/worker/src/known.js';
import { stepRecount } from '../../apps/worker/src/upkeep/recount.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { fillInbox, toLine, work, workConcurrently } from './arrangement.js';
import { dumpState } from './dump.js';
import { historyOf, type Placed } from './history.js';
import { modelOf, type Model } from './model.js';
import { readModel } from './read-model.js';
import { regressions } from './regressions.js';

const seed = randomInt(2 ** 31);
const runs = 400;
const timeLimitMs = 30_000;
jest.setTimeout(120_000);

const timeZones = ['Asia/Kathmandu', 'UTC'] as const;
const aheadOfUtcMs = [(5 * 60 + 45) * 60_000, 0] as const;
const dayIn = (workspace: 0 | 1, timestamp: string): string =>
  new Date(Date.parse(timestamp) + aheadOfUtcMs[workspace]).toISOString().slice(0, 10);

/** Of the first workspace; in the second one nothing is counted. */
const scanners: Pick<NewScanner, 'name' | 'settings'>[] = [
  { name: 'all' },
  { name: 'exports', settings: { missingFeature: 'event_name', events: ['Export'] } },
  { name: 'pages', settings: { pages: 'name', events: ['none'] } },
];

/** How the same history arrives: in which places, how many at a time, and worked on by how many workers. */
const arrangements = [
  { title: 'one after the other', workers: 1, lateScanners: false, together: false },
  { title: 'by several workers at once, each row twice', workers: 3, lateScanners: false, together: false },
  {
    title: 'with scanners that come while several workers are at it',
    workers: 2,
    lateScanners: true,
    together: true,
  },
] as const;

const chunkSizes = fc.array(fc.integer({ min: 1, max: 12 }), {
  minLength: arrangements.length,
  maxLength: arrangements.length,
});

let databases: TestDatabase[] = [];
let runsDone = 0;
let workspaceIdLast = 0;

beforeAll(async () => {
  databases = await Promise.all(arrangements.map(() => createTestDatabase()));
});

afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()));
});

/** Lets the history arrive in one arrangement, in a database of its own. */
async function play(
  index: number,
  history: Placed[],
  chunkSize: number,
  workspaceIds: [number, number],
): Promise<void> {
  const arrangement = arrangements[index];
  const database = databases[index];
  if (arrangement === undefined || database === undefined)
    throw new Error(`There is no arrangement ${index}.`);
  const { pool, prisma } = database;
  for (const [at, id] of workspaceIds.entries()) {
    await prisma.workspace.create({ data: { id, name: `Workspace ${id}`, timeZone: timeZones[at] } });
  }
  const addScanners = async (): Promise<{ workspaceId: number; id: number }[]> => {
    const added: { workspaceId: number; id: number }[] = [];
    const [workspaceId] = workspaceIds;
    for (const scanner of scanners) {
      const { id } = await createScanner(prisma, { workspaceId, actor: 'test', ...scanner });
      added.push({ workspaceId, id });
    }
    return added;
  };
  const addScannersLate = async (): Promise<void> => {
    const added = await addScanners();
    for (const { workspaceId, id } of added) await recount(database, { workspaceId, scannerId: id });
  };
  if (!arrangement.lateScanners) await addScanners();
  const rows = await fillInbox(pool, history, {
    arrangement: index,
    chunkSize,
    together: arrangement.together,
    workspaceIds,
  });
  const middle = arrangement.lateScanners ? Math.floor(rows.length / 2) : 0;
  const known = new Known();
  for (const row of rows.slice(0, middle)) await work(pool, row, known);
  await Promise.all([
    workConcurrently(pool, rows.slice(middle), arrangement.workers),
    arrangement.lateScanners ? addScannersLate() : undefined,
  ]);
}

async function recount(
  { pool }: TestDatabase,
  key: { workspaceId: number; scannerId: number },
): Promise<void> {
  let more = true;
  while (more) more = await stepRecount(pool, key);
}

/** The id of an identifier as `kind:value`. */
function idIn(workspaceId: number, identifier: string): string {
  const kind = [...personKinds, ...companyKinds].find((one) => identifier.startsWith(`${one}:`));
  if (kind === undefined) throw new Error(`${identifier} names nobody.`);
  return identifierOf(workspaceId, kind, identifier.slice(kind.length + 1)).id;
}

/** Compares one workspace with what the rules demand of it. */
async function expectModel(
  pool: TestDatabase['pool'],
  history: Placed[],
  workspace: 0 | 1,
  id: number,
): Promise<void> {
  const calls = history.filter((placed) => placed.workspace === workspace).map(({ call }) => call);
  const accepted = calls.filter((call) => toLine(call, id) !== null);
  const model = modelOf(accepted, {
    dayOf: (timestamp) => dayIn(workspace, timestamp),
    idOf: (identifier) => idIn(id, identifier),
  });
  const demanded = workspace === 0 ? model : { ...model, counts: [] };
  const found = await readModel(pool, id);
  // Where two companies have an equal claim to a person, the database may hold either.
  const people = found.people.map((person) => {
    const wanted = demanded.people.find(({ identifiers }) => isSame(identifiers, person.identifiers));
    const either = person.companies.every((company) => wanted?.companies.some((one) => isSame(one, company)));
    const missing = person.companies.length === 0 && (wanted?.companies.length ?? 0) > 0;
    return either && !missing ? { ...person, companies: wanted?.companies ?? [] } : person;
  });
  expect(inAnyOrder({ ...found, people })).toEqual(inAnyOrder(demanded));
}

function never(): never {
  throw new Error('There is no database.');
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const inAnyOrder = ({ people, companies, counts }: Model) => ({
  people: people.toSorted(byText),
  companies: companies.toSorted(byText),
  counts: counts.toSorted((a, b) =>
    byText([a.person, a.feature, a.day, a.group], [b.person, b.feature, b.day, b.group]),
  ),
});

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

describe('any order, repetition, chunking and concurrency of a history of calls', () => {
  it(`gives the same state in every table, and the one that the rules demand (seed ${seed})`, async () => {
    const property = fc.asyncProperty(historyOf(arrangements.length), chunkSizes, async (history, sizes) => {
      const workspaceIds: [number, number] = [workspaceIdLast + 1, workspaceIdLast + 2];
      workspaceIdLast += 2;
      await Promise.all(
        arrangements.map((_, index) => play(index, history, sizes[index] ?? 1, workspaceIds)),
      );
      const [first, ...others] = await Promise.all(
        databases.map(({ pool }) => dumpState(pool, workspaceIds)),
      );
      for (const [index, other] of others.entries()) {
        expect({ arrangement: arrangements[index + 1]?.title, ...other }).toEqual({
          arrangement: arrangements[index + 1]?.title,
          ...first,
        });
      }
      expect(first).toMatchObject({ inbox: [], dead_letter: [] });
      const { pool } = databases[0] ?? never();
      await expectModel(pool, history, 0, workspaceIds[0]);
      await expectModel(pool, history, 1, workspaceIds[1]);
      runsDone += 1;
    });
    await fc.assert(property, { seed, numRuns: regressions.length, examples: regressions });
    await fc.assert(property, { seed, numRuns: runs, interruptAfterTimeLimit: timeLimitMs });
    expect(runsDone).toBeGreaterThan(regressions.length);
  });
});

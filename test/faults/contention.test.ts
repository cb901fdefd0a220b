import { jest } from '@jest/globals';
import type pg from 'pg';
import type { EventQueue } from '#contract';
import { createPool, errorCode } from '#database';
import { processRow, type RecordChunk } from '#inbox';
import { Known } from '../../apps/worker/src/known.js';
import type { RecordEvents } from '../../apps/worker/src/event.processor.js';
import { recordIdentifyChunk } from '../../apps/worker/src/record-identify-chunk.js';
import { recordTrackChunk } from '../../apps/worker/src/record-track-chunk.js';
import { readEvents } from '../../apps/api/src/ingest/read-events.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { readPeople } from '../support/state.js';
import { countAlone, putRow } from '../support/inbox-row.js';
import { createWorkspace, type Workspace } from '../support/workspace.js';

jest.setTimeout(180_000);

type Call = Record<string, unknown> & { type: string };

const receivedAt = '2026-03-01T00:00:00.000Z';
const rounds = 25;
const people = 40;
/** The planner settings of the workers: what waits for whom depends on the plans. */
const session = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
};

let database: TestDatabase;
let workspace: Workspace;
/** Two workers, each with sessions of its own. */
let workers: pg.Pool[];

beforeAll(async () => {
  database = await createTestDatabase();
  workers = [1, 2].map((number) =>
    createPool(database.url, { max: 2, applicationName: `hydra-worker-${number}`, session }),
  );
});

afterAll(async () => {
  await Promise.all(workers.map((pool) => pool.end()));
  await database.close();
});

beforeEach(async () => {
  workspace = await createWorkspace(database);
});

/** Puts the calls into the inbox as one row. @returns the row's id */
async function put(queue: EventQueue, calls: readonly Call[]): Promise<string> {
  const circumstances = { receivedAtMs: Date.parse(receivedAt), receivedAt, fromSegment: true };
  const { lines, refusals } = readEvents(
    { batch: true, eventsMax: 2_500, events: [...calls] },
    workspace.id,
    circumstances,
  );
  expect(refusals).toEqual([]);
  return putRow(database.pool, { queue, lines: lines.map(({ line }) => line), eventCount: countAlone });
}

/** Lets the workers record one row each at the same time. @returns why one had to begin anew, each time it had to */
async function race(rows: readonly { queue: EventQueue; id: string }[]): Promise<string[]> {
  const failures: string[] = [];
  const counted =
    (record: RecordEvents, known: Known): RecordChunk =>
    (tx, chunk) =>
      record(tx, chunk, known).catch((error: unknown) => {
        failures.push(errorCode(error) ?? String(error));
        throw error;
      });
  const recorders = { identify: recordIdentifyChunk, track: recordTrackChunk };
  await Promise.all(
    rows.map(async ({ queue, id }, at) => {
      const pool = workers[at % workers.length];
      if (pool !== undefined) await processRow(pool, queue, id, counted(recorders[queue], new Known()));
    }),
  );
  return failures;
}

/** What Postgres calls a deadlock. */
const deadlock = '40P01';

const names = Array.from({ length: people }, (_, number) => `u${number}`);
const day = (round: number): string =>
  new Date(Date.parse('2026-01-01T12:00:00.000Z') + round * 86_400_000).toISOString();

const identify = (round: number, from: string, known = true) =>
  names.map((name, at): Call => ({
    type: 'identify',
    messageId: `${from} ${round} ${name}`,
    timestamp: day(round),
    userId: known ? name : `${name} of ${round}`,
    anonymousId: `a${(at * 7) % people}${known ? '' : ` of ${round}`}`,
    traits: {
      email: `${name}@acme${at % 3}.com`,
      plan: from,
      company: { id: `g${at % 5}`, name: `Company ${at % 4}` },
    },
  }));

const track = (round: number, from: string, known = true) =>
  names.map((name, at): Call => ({
    type: 'track',
    messageId: `${from} ${round} ${name}`,
    timestamp: day(round),
    event: 'Used',
    ...(at % 2 === 0
      ? { userId: known ? name : `${name} of ${round}` }
      : { anonymousId: `a${at}${known ? '' : ` of ${round}`}` }),
    context: { groupId: `g${at % 5}` },
    properties: { feature: `Feature ${at % 6}` },
  }));

describe('two workers with the same people in opposite order', () => {
  it.each([
    ['identify and identify', 'identify', 'identify'],
    ['track and track', 'track', 'track'],
    ['identify and track', 'identify', 'track'],
  ] as const)('never lock each other out: %s', async (_title, one, other) => {
    const calls = { identify, track };
    const failures: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // Known people, seen on a new day; and, beside them, some who are new to both.
      const first = [...calls[one](round, 'one'), ...calls[one](round, 'one new', false)];
      const second = [...calls[other](round, 'other'), ...calls[other](round, 'other new', false)];
      const failed = await race([
        { queue: one, id: await put(one, first) },
        { queue: other, id: await put(other, second.toReversed()) },
      ]);
      failures.push(...failed);
    }
    expect(failures.filter((code) => code === deadlock)).toEqual([]);
    expect((await database.pool.query('SELECT FROM inbox')).rowCount).toBe(0);
  });

  it('need not begin anew where all are known: who waits for a row finds it as it has become', async () => {
    await race([{ queue: 'identify', id: await put('identify', identify(0, 'first')) }]);
    const failures: string[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const failed = await race([
        { queue: 'identify', id: await put('identify', identify(round, 'one')) },
        { queue: 'identify', id: await put('identify', identify(round, 'other').toReversed()) },
      ]);
      failures.push(...failed);
    }
    expect(failures).toEqual([]);
  });
});

describe('an anonymous id that two users claim in chunks at the same time', () => {
  it('belongs to the one who claimed it first, whichever chunk commits first', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const claim = (user: string, at: string): Call => ({
        type: round % 2 === 0 ? 'identify' : 'alias',
        messageId: `${user} ${round}`,
        timestamp: at,
        userId: `${user} of ${round}`,
        ...(round % 2 === 0 ? { anonymousId: `shared ${round}` } : { previousId: `shared ${round}` }),
      });
      const early = await put('identify', [claim('early', '2026-01-01T00:00:00.000Z')]);
      const late = await put('identify', [claim('late', '2026-01-01T00:00:00.001Z')]);
      const seen = await put('track', [
        {
          type: 'track',
          messageId: `seen ${round}`,
          anonymousId: `shared ${round}`,
          event: 'Used',
          timestamp: day(round),
        },
      ]);
      const rows = [
        { queue: 'identify' as const, id: early },
        { queue: 'identify' as const, id: late },
        { queue: 'track' as const, id: seen },
      ];
      await race(round % 3 === 0 ? rows : rows.toReversed());
    }
    const found = (await readPeople(database.pool, workspace.id)).map(({ identifiers }) => identifiers);
    const wanted = Array.from({ length: rounds }, (_, round) => [
      [`anonymous:shared ${round}`, `user:early of ${round}`],
      [`user:late of ${round}`],
    ]).flat();
    expect(found.toSorted()).toEqual(wanted.toSorted());
  });
});

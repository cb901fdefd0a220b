import { productUsageSettings, queueOf } from '#contract';
import { inTransaction } from '#database';
import { listStoredBefore } from '#events';
import { identifierOf } from '#identity';
import { mergePeople } from '#merges';
import { createReprocess, getReprocess, type NewReprocess } from '#reprocess';
import { createScanner, deleteScanner, recordRecountProgress } from '#scanners';
import { countUsage } from '#usage';
import { Known } from '../../apps/worker/src/known.js';
import { step } from '../../apps/worker/src/upkeep/tasks.js';
import { toLine, work, workConcurrently, type Row } from '../property/arrangement.js';
import { dumpState } from '../property/dump.js';
import type { Call } from '../property/history.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { putRow } from '../support/inbox-row.js';
import { createWorkspace, type Workspace } from '../support/workspace.js';
import { callsFrom, days } from './call-history.js';

const outside = { retentionDays: 395, signal: async () => {} };
const timeZone = 'Asia/Kathmandu';
const open: TestDatabase[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((database) => database.close()));
});

type Place = TestDatabase & { workspace: Workspace };

/** A database of a test's own, whose first workspace has the same id in each. Its scanner counts pages too. */
async function newPlace(): Promise<Place> {
  const database = await createTestDatabase();
  open.push(database);
  const workspace = await createWorkspace(database, { timeZone, counts: false });
  await createScanner(database.prisma, {
    workspaceId: workspace.id,
    name: 'Product usage',
    actor: 'test',
    settings: { pages: 'name' },
  });
  return { ...database, workspace };
}

/** Puts calls into the inbox, a few together. */
async function fill({ pool, workspace }: Place, calls: readonly Call[], together = 20): Promise<Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < calls.length; at += together) {
    for (const queue of ['identify', 'track'] as const) {
      const lines = calls
        .slice(at, at + together)
        .filter(({ type }) => queueOf[type] === queue)
        .flatMap((call) => toLine(call, workspace.id) ?? []);
      if (lines.length > 0) rows.push({ queue, id: await putRow(pool, { queue, lines }) });
    }
  }
  return rows;
}

async function play(place: Place, calls: readonly Call[]): Promise<void> {
  const known = new Known();
  for (const row of await fill(place, calls)) await work(place.pool, row, known);
}

/** Reads events again until there is nothing left to do. @returns what staff see of it then */
async function reprocess(place: Place, asked: Partial<NewReprocess> = {}, workers = 1) {
  const { pool, workspace } = place;
  const { id } = await inTransaction(pool, (tx) =>
    createReprocess(tx, { workspaceId: workspace.id, createdBy: 'test', ...asked }),
  );
  const worker = async (): Promise<void> => {
    while (await step(pool, { task: 'reprocess', workspaceId: workspace.id }, outside));
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return getReprocess(pool, { workspaceId: workspace.id, id });
}

const state = ({ pool, workspace }: Place) => dumpState(pool, [workspace.id]);

/** Spoils counts and what is known, as a bug or a careless hand would. */
async function spoil({ pool, workspace }: Place): Promise<void> {
  const statements = [
    'DELETE FROM usage_count WHERE workspace_id = $1 AND hashtext(identifier_id::text || day) % 3 = 0',
    `UPDATE usage_count SET positive = positive + 7, neutral = 0
      WHERE workspace_id = $1 AND hashtext(identifier_id::text || day) % 3 = 1`,
    `INSERT INTO usage_count
     SELECT DISTINCT ON (identifier_id) workspace_id, identifier_id, scanner_id, feature_id, date '2025-12-24',
            company_identifier_id, 5, 5, 5 FROM usage_count WHERE workspace_id = $1`,
    `UPDATE identifier SET traits = '[]' WHERE workspace_id = $1 AND kind IN ('user', 'group')`,
    `UPDATE person SET name = 'Nobody', email = NULL, search = '' WHERE workspace_id = $1`,
    'DELETE FROM company WHERE workspace_id = $1',
    'DELETE FROM membership WHERE workspace_id = $1',
    'DELETE FROM audience WHERE workspace_id = $1',
    'DELETE FROM audience_membership WHERE workspace_id = $1',
    `DELETE FROM feature WHERE workspace_id = $1 AND name <> 'Alerts'`,
  ];
  for (const statement of statements) {
    const { rowCount } = await pool.query(statement, [workspace.id]);
    expect(rowCount).toBeGreaterThan(0);
  }
}

test('counts and knowledge that were spoilt are exactly as if they had not been, while events stream in', async () => {
  const [sound, spoilt] = [await newPlace(), await newPlace()];
  await play(sound, callsFrom(0, 800));
  await play(spoilt, callsFrom(0, 400));
  await spoil(spoilt);
  const rows = await fill(spoilt, callsFrom(400, 800), 2);
  let streaming = true;
  const stream = workConcurrently(spoilt.pool, rows, 2).finally(() => {
    streaming = false;
  });
  const first = await reprocess(spoilt);
  // From now on all is right at every moment, whatever comes in.
  const amidEvents: unknown[] = [];
  while (streaming) amidEvents.push((await reprocess(spoilt)).mended);
  await stream;
  expect(await state(spoilt)).toEqual(await state(sound));
  expect(amidEvents.length).toBeGreaterThan(1);
  expect(new Set(amidEvents.map((mended) => JSON.stringify(mended)))).toEqual(
    new Set([JSON.stringify({ identifiers: 0, counts: 0 })]),
  );
  expect(first.finishedAt).not.toBeNull();
  expect(first.events.scanned).toBe(first.events.total);
  expect(first.usage.compared).toBe(first.usage.total);
  expect(first.mended.identifiers).toBeGreaterThan(10);
  expect(first.mended.counts).toBeGreaterThan(10);
});

test('several workers at once mend nothing twice', async () => {
  const [sound, spoilt] = [await newPlace(), await newPlace()];
  for (const place of [sound, spoilt]) await play(place, callsFrom(0, 300));
  await spoil(spoilt);
  await reprocess(spoilt, {}, 3);
  expect(await state(spoilt)).toEqual(await state(sound));
});

test('a scanner that goes between comparing and mending leaves the part to be compared again', async () => {
  const place = await newPlace();
  const { prisma, pool, workspace } = place;
  const other = { workspaceId: workspace.id, name: 'other', actor: 'test' };
  const { id } = await createScanner(prisma, other);
  await play(place, callsFrom(0, 200));
  const right = await counts(place, `scanner_id <> ${id}`);
  await inflate(place);
  const inflated = await counts(place, `scanner_id = ${id}`);
  await inTransaction(pool, (tx) => createReprocess(tx, { workspaceId: workspace.id, createdBy: 'test' }));
  const key = { task: 'reprocess' as const, workspaceId: workspace.id };
  await step(pool, key, outside);
  await step(pool, key, outside);
  // It looks what is to be done, compares, and mends: each with a connection of its own.
  let connections = 0;
  const interrupted = Object.create(pool, {
    connect: {
      value: async () => {
        connections += 1;
        if (connections === 3) await deleteScanner(prisma, { ...other, id });
        return pool.connect();
      },
    },
  });
  await step(interrupted, key, outside);
  expect(connections).toBe(3);
  expect(await counts(place, `scanner_id <> ${id}`)).not.toEqual(right);
  while (await step(pool, key, outside));
  expect(await counts(place, `scanner_id <> ${id}`)).toEqual(right);
  expect(await counts(place, `scanner_id = ${id}`)).toEqual(inflated);
});

/** Every version of every row: a row that is written anew, even with the same content, has another. */
async function versions({ pool }: Place): Promise<unknown[]> {
  const tables = [
    'event',
    'identifier',
    'person',
    'company',
    'membership',
    'audience',
    'audience_membership',
    'feature',
    'usage_count',
  ];
  const found: unknown[] = [];
  for (const table of tables) {
    const { rows } = await pool.query(
      `SELECT tableoid::regclass::text, ctid::text, xmin::text, to_jsonb(${table})::text FROM ${table} ORDER BY 1, 2`,
    );
    expect(rows).not.toEqual([]);
    found.push(...rows);
  }
  return found;
}

test('reading again what is right writes no row, also where staff have merged people', async () => {
  const place = await newPlace();
  const workspaceId = place.workspace.id;
  await play(place, callsFrom(0, 200));
  const idOf = (userId: string) => identifierOf(workspaceId, 'user', userId).id;
  await mergePeople(place.pool, { workspaceId, id: idOf('u0'), withId: idOf('u1'), by: 'test' });
  await play(place, callsFrom(200, 300));
  const before = await versions(place);
  const done = await reprocess(place);
  expect(await versions(place)).toEqual(before);
  expect(done).toMatchObject({ mended: { identifiers: 0, counts: 0 }, finishedAt: expect.any(String) });
});

test('a scanner whose recount is under way is brought to where its recount is, and no further', async () => {
  const [sound, spoilt] = [await newPlace(), await newPlace()];
  const key = { workspaceId: spoilt.workspace.id, scannerId: 0 };
  for (const place of [sound, spoilt]) {
    await play(place, callsFrom(0, 200));
    const scanner = { workspaceId: place.workspace.id, name: 'late', actor: 'test' };
    key.scannerId = (await createScanner(place.prisma, scanner)).id;
    await play(place, callsFrom(200, 300));
  }
  await inTransaction(spoilt.pool, async (tx) => {
    const asked = { workspaceId: key.workspaceId, generation: 2, afterId: null, limit: 60 };
    const events = await listStoredBefore(tx, asked);
    await countUsage(tx, events, () => ({
      timeZone,
      counters: [{ id: key.scannerId, ...productUsageSettings.parse({}) }],
    }));
    const afterId = events.at(-1)?.id ?? '';
    await recordRecountProgress(tx, key, { afterId, scanned: events.length, total: 100 });
  });
  const half = await state(spoilt);
  await spoil(spoilt);
  await reprocess(spoilt);
  expect(await state(spoilt)).toEqual(half);
  for (const { pool } of [sound, spoilt]) while (await step(pool, { task: 'recount', ...key }, outside));
  expect(await state(spoilt)).toEqual(await state(sound));
  expect(await state(sound)).not.toEqual(half);
});

/** Counts as lines, of the lines that the filter leaves. */
async function counts({ pool, workspace }: Place, where: string): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `SELECT u::text AS line FROM usage_count u WHERE workspace_id = $1 AND ${where} ORDER BY 1`,
    [workspace.id],
  );
  expect(rows.length).toBeGreaterThan(0);
  return rows.map(({ line }) => line);
}

const inflate = ({ pool, workspace }: Place) =>
  pool.query('UPDATE usage_count SET neutral = neutral + 1000 WHERE workspace_id = $1', [workspace.id]);

test('a period is mended from its first to its last day, in the calendar of the workspace, and no other day', async () => {
  const place = await newPlace();
  await play(place, callsFrom(0, 300));
  const [inside, outsideOf] = [`day = '${days[1]}'`, `day <> '${days[1]}'`];
  const right = await counts(place, inside);
  await inflate(place);
  const wrong = await counts(place, outsideOf);
  await reprocess(place, { from: days[1], to: days[1] });
  expect(await counts(place, inside)).toEqual(right);
  expect(await counts(place, outsideOf)).toEqual(wrong);
});

test('a person is mended with all that is theirs, and nobody else', async () => {
  const place = await newPlace();
  await play(place, callsFrom(0, 300));
  const { id } = identifierOf(place.workspace.id, 'user', 'u0');
  const own = `identifier_id IN (SELECT id FROM identifier WHERE owner_id = '${id}')`;
  const right = await counts(place, own);
  expect(new Set(right.map((line) => line.split(',')[1])).size).toBeGreaterThan(1);
  await inflate(place);
  const wrong = await counts(place, `NOT ${own}`);
  await reprocess(place, { personId: id });
  expect(await counts(place, own)).toEqual(right);
  expect(await counts(place, `NOT ${own}`)).toEqual(wrong);
});

test('an event name is mended wherever such an event was counted, whatever else was counted with it', async () => {
  const place = await newPlace();
  await play(place, callsFrom(0, 300));
  const named = `EXISTS (SELECT FROM event e
    WHERE e.type = 'track' AND e.body::json ->> 'event' = 'Export' AND e.identifier_id = u.identifier_id
      AND (e.occurred_at AT TIME ZONE '${timeZone}')::date = u.day)`;
  const right = await counts(place, named);
  await inflate(place);
  const wrong = await counts(place, `NOT ${named}`);
  await reprocess(place, { event: 'Export' });
  expect(await counts(place, named)).toEqual(right);
  expect(await counts(place, `NOT ${named}`)).toEqual(wrong);
});

test('days whose events may have been removed keep their counts; later ones are mended', async () => {
  const place = await newPlace();
  const { pool, workspace } = place;
  await play(place, callsFrom(0, 300));
  // As if the first day's events had been received on it, and kept for so long.
  await pool.query(
    `UPDATE event SET received_at = occurred_at + interval '1 minute' WHERE workspace_id = $1`,
    [workspace.id],
  );
  const keptDays = Math.floor(Date.now() / 86_400_000) - Date.parse('2026-02-02') / 86_400_000;
  while (await step(pool, { task: 'retention' }, { ...outside, retentionDays: keptDays }));
  const { rowCount } = await pool.query(`SELECT FROM event WHERE received_at < '2026-02-02'`);
  expect(rowCount).toBe(0);
  const [removed, complete] = [`day <= '2026-02-02'`, `day > '2026-02-03'`];
  await play(place, [
    {
      type: 'track',
      messageId: 'new',
      userId: 'u1',
      event: 'Used',
      timestamp: '2026-02-10T00:00:00.000Z',
      properties: { feature: 'Reports' },
    },
  ]);
  const right = await counts(place, complete);
  await inflate(place);
  const untouched = await counts(place, removed);
  await reprocess(place);
  expect(await counts(place, complete)).toEqual(right);
  expect(await counts(place, removed)).toEqual(untouched);
});

test('what is asked for later is done later, each once', async () => {
  const place = await newPlace();
  await play(place, callsFrom(0, 60));
  const key = { workspaceId: place.workspace.id, createdBy: 'test' };
  const first = await inTransaction(place.pool, (tx) => createReprocess(tx, key));
  const second = await reprocess(place);
  const before = await getReprocess(place.pool, { ...key, id: first.id });
  expect(before.finishedAt).not.toBeNull();
  expect(Date.parse(second.finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(before.finishedAt ?? ''));
});

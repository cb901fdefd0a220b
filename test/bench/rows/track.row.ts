import { parseLine } from '#inbox';
import type { InboxEvent } from '#contract';
import type { Bench } from '../bench.js';
import { batchesOf, carryThroughHydra, carryThroughTextbook, type Carried } from '../end-to-end.js';
import type { Engine } from '../options.js';
import { alternate, medianRatio } from '../repeats.js';
import { BareStatement } from '../rivals/bare-statement.js';
import { judge, whole, type Row } from '../row.js';
import type { Stage } from '../stage.js';
import { median } from '../statistics.js';

const textbookBars = { postgres: 30, redis: 35 } as const;
const statementBars = { postgres: 0.35, redis: 0.42 } as const;
const statementConnections = 2;

/** Track events from the request to the committed count, beside the textbook service and beside the bare statements. */
export async function measureTrack(bench: Bench, engine: Engine): Promise<Row[]> {
  const { quick, rows } = bench.options;
  const events = quick ? 40_000 : 120_000;
  return bench.onStage(engine, async (stage) => {
    const statement = await learnStatement(bench, stage, events);
    const hydra = await stage.hydra(await stage.database(), true);
    const sendHydra = (seed: number, count = events): Promise<Carried> =>
      carryThroughHydra(bench, hydra, { kind: 'track', seed, events: count });
    const sendTextbook = (seed: number, count: number): Promise<number> =>
      rows.has('track')
        ? carryThroughTextbook(bench, { kind: 'track', seed, events: count })
        : Promise.resolve(Number.NaN);
    await sendHydra(1, 20_000);
    await sendTextbook(1, 500);
    const repeats = await alternate(
      quick ? 3 : 5,
      async (repeat) => ({
        hydra: await sendHydra(repeat),
        statement: await statement.run(statementConnections),
      }),
      (repeat) => sendTextbook(repeat, quick ? 1_500 : 4_000),
    );
    const carried = repeats.map(({ first }) => first.hydra);
    const statements = repeats.map(({ first }) => first.statement);
    const books = repeats.map(({ second }) => second);
    const ours = carried.map(({ eventsPerSecond }) => eventsPerSecond);
    const figures = { hydraEventsPerSecond: ours };
    const row = { engine, unit: '×' } as const;
    return [
      judge({
        ...row,
        name: 'track',
        what: 'track events end to end ÷ textbook service',
        value: medianRatio(
          repeats.map(({ first, second }) => ({ first: first.hydra.eventsPerSecond, second })),
        ),
        bar: { atLeast: textbookBars[engine] },
        detail: `${whole(median(ours))} ÷ ${whole(median(books))} events/s; ${describeCpu(carried)}`,
        figures: { ...figures, textbookEventsPerSecond: books },
      }),
      judge({
        ...row,
        name: 'statement',
        what: 'the same ÷ the bare SQL statements from memory',
        value: medianRatio(
          repeats.map(({ first }) => ({ first: first.hydra.eventsPerSecond, second: first.statement })),
        ),
        bar: { atLeast: statementBars[engine] },
        detail: `${whole(median(ours))} ÷ ${whole(median(statements))} events/s`,
        figures: { ...figures, statementEventsPerSecond: statements },
      }),
    ];
  });
}

/** Where the processor time of an event goes, as medians in microseconds. */
export function describeCpu(carried: readonly Carried[]): string {
  const of = (part: keyof Carried['cpuPerEvent']): string =>
    median(carried.map(({ cpuPerEvent }) => cpuPerEvent[part])).toFixed(1);
  return `CPU µs/event: sender ${of('sender')}, API ${of('api')}, workers ${of('workers')}, Postgres ${of('postgres')}`;
}

/** Accepts events without a worker, so that the inbox holds real chunks, and learns from them what a worker would send. */
async function learnStatement(bench: Bench, stage: Stage, events: number): Promise<BareStatement> {
  const load = await bench.load();
  const database = await stage.database();
  const hydra = await stage.hydra(database, false);
  await load.run({ ...batchesOf('track', hydra.port, database.authorization), eventsMax: events });
  await hydra.stop();
  const { rows } = await database.pool.query<{ body: string }>('SELECT body FROM inbox ORDER BY id');
  const chunks: InboxEvent[][] = rows.map(({ body }) => body.split('\n').map(parseLine));
  await database.pool.query('TRUNCATE inbox');
  return BareStatement.learn(database, chunks);
}

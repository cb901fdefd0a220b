import type { Bench } from '../bench.js';
import { batchesOf, carryThroughHydra } from '../end-to-end.js';
import type { Engine } from '../options.js';
import { judge, whole, type Row } from '../row.js';
import { slope } from '../statistics.js';
import { residentMb } from '../system/resources.js';

const sampleMs = 1_000;
/** Beside 16 of track events: fewer identify than track events, as in life. */
const identifyConnections = 2;
const maxMb = 300;
/** How much the fitted line may rise over the whole measurement and still count as flat. */
const riseMaxMb = 30;
/** The first part, in which buffers and caches fill, is left out of the fit. */
const warmUpShare = 0.2;

interface Sample {
  readonly x: number;
  readonly y: number;
}

/** The memory of the API and of each worker while both kinds of events come as fast as they are taken. */
export async function measureMemory(bench: Bench, engine: Engine): Promise<Row> {
  const { quick } = bench.options;
  const seconds = quick ? 30 : 300;
  const load = await bench.load();
  return bench.onStage(engine, async (stage) => {
    const database = await stage.database();
    const hydra = await stage.hydra(database, true);
    const second = await stage.extraLoad();
    await carryThroughHydra(bench, hydra, { kind: 'track', seed: 1, events: 5_000 });
    const samples = new Map<string, Sample[]>(hydra.processes.map(({ name }) => [name, []]));
    const startedAt = performance.now();
    const timer = setInterval(() => {
      const x = (performance.now() - startedAt) / 1_000;
      for (const { name, pid } of hydra.processes)
        samples.get(name)?.push({ x, y: residentMb(pid) ?? Number.NaN });
    }, sampleMs);
    const job = { ...batchesOf('track', hydra.port, database.authorization), seconds };
    const [tracks, identifies] = await Promise.all([
      load.run({ ...job, seed: 2 }),
      second.run({ ...job, kind: 'identify', connections: identifyConnections, seed: 3 }),
    ]).finally(() => clearInterval(timer));
    const found = [...samples].map(([name, points]) => ({
      name,
      max: highest(points),
      rise: rise(points, seconds),
    }));
    const isFlat = quick || found.every((process) => process.rise <= riseMaxMb);
    return judge(
      {
        name: 'memory',
        engine,
        what: `memory of the API and of each worker over ${whole(seconds)} s of full load, largest`,
        value: Math.max(...found.map(({ max }) => max)),
        unit: 'MB',
        bar: { atMost: maxMb },
        detail: `${found.map(({ name, max, rise: mb }) => `${name} ${whole(max)} MB (${mb < 0 ? '' : '+'}${whole(mb)})`).join(', ')}; ${whole(tracks.eventsPerSecond)} track and ${whole(identifies.eventsPerSecond)} identify events/s accepted, ${whole(tracks.retried + identifies.retried)} requests put off`,
        figures: Object.fromEntries(
          found.flatMap(({ name, max, rise: mb }) => [
            [`${name} max MB`, max],
            [`${name} rise MB`, mb],
          ]),
        ),
      },
      isFlat,
    );
  });
}

function highest(points: readonly Sample[]): number {
  return Math.max(...points.map(({ y }) => y));
}

/** How much the line through the samples rises from the start to the end of the measurement. */
function rise(points: readonly Sample[], seconds: number): number {
  return slope(points.filter(({ x }) => x >= seconds * warmUpShare)) * seconds;
}

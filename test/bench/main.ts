import { cpus } from 'node:os';
import { Bench } from './bench.js';
import { parseOptions, usage, type BenchOptions, type Engine, type RowName } from './options.js';
import type { Row } from './row.js';
import { measureAccept } from './rows/accept.row.js';
import { measureIdentify } from './rows/identify.row.js';
import { measureLatency } from './rows/latency.row.js';
import { measureLive } from './rows/live.row.js';
import { measureMemory } from './rows/memory.row.js';
import { measureStored } from './rows/stored.row.js';
import { measureTrack } from './rows/track.row.js';
import { hasRedis } from './system/redis-server.js';
import { renderTable } from './table.js';

type Measurement = {
  readonly gives: readonly RowName[];
  measure(bench: Bench, engine: Engine): Promise<Row | Row[]>;
};

const measurements: readonly Measurement[] = [
  { gives: ['single'], measure: (bench, engine) => measureAccept(bench, engine, 'single') },
  { gives: ['batch'], measure: (bench, engine) => measureAccept(bench, engine, 'batch') },
  { gives: ['live'], measure: measureLive },
  { gives: ['track', 'statement'], measure: measureTrack },
  { gives: ['identify'], measure: measureIdentify },
  { gives: ['latency'], measure: measureLatency },
  { gives: ['growth', 'staff'], measure: measureStored },
  { gives: ['memory'], measure: measureMemory },
];

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === null) return 1;
  if (options === 'help') {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const bench = await Bench.open(options);
  closeOnSignal(bench);
  try {
    const rows = await measureAll(bench, options);
    process.stdout.write(
      options.json ? `${JSON.stringify(toReport(rows, options), null, 2)}\n` : `\n${renderTable(rows)}\n`,
    );
    return rows.every(({ pass }) => pass) ? 0 : 1;
  } catch (error) {
    if (!bench.isClosing) bench.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 1;
  } finally {
    await bench.close();
  }
}

function readOptions(args: readonly string[]): BenchOptions | 'help' | null {
  try {
    return parseOptions(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
    return null;
  }
}

async function measureAll(bench: Bench, options: BenchOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const engine of options.engines) {
    if (engine === 'redis' && !hasRedis()) {
      bench.say(
        'There is no redis-server on the PATH: the Redis engine is left out. Debian has it as redis-server.',
      );
      continue;
    }
    for (const { gives, measure } of measurements) {
      if (!gives.some((name) => options.rows.has(name))) continue;
      bench.say(`${engine}: ${gives.join(', ')} …`);
      // oxlint-disable-next-line no-await-in-loop -- measurements must not overlap
      const measured = [await measure(bench, engine)].flat().filter(({ name }) => options.rows.has(name));
      for (const row of measured)
        bench.say(`  ${row.name}: ${row.value.toFixed(2)} ${row.unit} (${row.detail})`);
      rows.push(...measured);
    }
  }
  return rows;
}

/** The JSON of a run. */
function toReport(rows: readonly Row[], { quick, profile }: BenchOptions): unknown {
  const [cpu] = cpus();
  return {
    at: new Date().toISOString(),
    node: process.version,
    cpus: cpus().length,
    cpu: cpu?.model,
    quick,
    profile,
    rows,
  };
}

function closeOnSignal(bench: Bench): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      bench.say('\nstopping');
      const end = (): never => process.exit(130);
      bench.close().then(end, end);
    });
  }
}

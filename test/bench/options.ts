import { parseArgs } from 'node:util';

/** The measurements, in the order in which they run and stand in the table. */
const rowNames = [
  'single',
  'batch',
  'live',
  'track',
  'statement',
  'identify',
  'latency',
  'growth',
  'staff',
  'memory',
] as const;
export type RowName = (typeof rowNames)[number];

/** Where the queues live. */
export const engines = ['postgres', 'redis'] as const;
export type Engine = (typeof engines)[number];

/** What a run is asked to do. */
export interface BenchOptions {
  readonly rows: ReadonlySet<RowName>;
  readonly engines: readonly Engine[];
  /** Fewer and shorter repeats: to see that it works, not to judge by. */
  readonly quick: boolean;
  readonly json: boolean;
  /** Whether Hydra's processes run under Node's profiler. It slows them down. */
  readonly profile: boolean;
}

/** What a wrong argument is answered with, and `--help`. */
export const usage = `npm run bench -- [options]
  --only <rows>      ${rowNames.join(', ')}; several separated by commas
  --engine <engine>  postgres or redis; both when not given
  --quick            fewer and shorter repeats
  --profile          also profiles the API and the workers and prints where their time goes
  --json             prints the result as JSON instead of a table`;

/** Reads the arguments. Throws an error with one line when one is wrong. */
export function parseOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      engine: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const { quick, profile, json } = values;
  const rows = new Set(choose('--only', values.only, rowNames));
  return { rows, engines: choose('--engine', values.engine, engines), quick, profile, json };
}

function choose<T extends string>(
  option: string,
  given: readonly string[],
  known: readonly T[],
): readonly T[] {
  const words = given.flatMap((value) => value.split(','));
  const unknown = words.find((word) => !known.some((name) => name === word));
  if (unknown !== undefined) throw new Error(`${option} ${unknown}: choose from ${known.join(', ')}`);
  return words.length === 0 ? known : known.filter((name) => words.includes(name));
}

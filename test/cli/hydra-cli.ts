import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { z } from 'zod';
import { bareEnvironment, type Environment } from '#config';
import { createPool } from '#database';
import { eventually } from '../support/eventually.js';
import { findFreePort } from '../support/free-port.js';
import { collect, tail } from '../support/program.js';
import { killAtOnce, listProcesses, type RunningProcess } from './processes.js';

/** How a command ended, and what it printed. */
export interface Outcome {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that goes on until it is told to stop. */
export interface Running {
  /** Everything that it has printed so far. */
  output(): string;
  /** Waits until it prints this. @throws Error with the end of its output where it does not */
  says(text: string, deadlineMs?: number): Promise<void>;
  /** Sends the signal as a terminal does, to its whole group, and waits until it has ended. @returns its exit code */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** A folder and a port of a test file's own, in which the built commands are run as `npm` runs them. */
export interface HydraFolder {
  readonly port: number;
  /** As Hydra prints it. */
  readonly apiUrl: string;
  /** Runs a command to its end. */
  run(args: readonly string[], settings?: Environment): Promise<Outcome>;
  /** Starts Hydra, or another command that runs it, and waits until it is ready. */
  start(args?: readonly string[], settings?: Environment): Promise<Running>;
  /** A pool of connections to the embedded Postgres, which has been started once; ended with the folder. */
  openPool(): Promise<pg.Pool>;
  /** What runs of it now. */
  processes(): Promise<RunningProcess[]>;
  /** Waits until nothing runs of it. @throws Error that names what does */
  allGone(deadlineMs: number): Promise<void>;
}

const main = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));
const accessSchema = z.object({ password: z.string(), port: z.number() });
const readyMaxMs = 60_000;
const runMaxMs = 120_000;
const endMaxMs = 20_000;

/** Makes the folder before the tests around; after them, whatever still runs of it is ended and the folder is gone. */
export function useHydraFolder(): HydraFolder {
  let made: { path: string; port: number } | undefined;
  const started: Running[] = [];
  const pools: pg.Pool[] = [];
  const own = (): NonNullable<typeof made> => {
    if (made === undefined) throw new Error('There is no folder yet.');
    return made;
  };
  const dataDir = (): string => join(own().path, 'data');
  const launch = (args: readonly string[], settings: Environment) =>
    spawn(process.execPath, [main, ...args], {
      // Elsewhere than the checkout, so that its `.env` has no say.
      cwd: own().path,
      detached: true,
      env: {
        ...bareEnvironment(),
        // As npm tells it; Hydra then ends by itself when the process that runs the tests is gone.
        npm_lifecycle_event: args[0],
        HYDRA_DATA_DIR: dataDir(),
        PORT: String(own().port),
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  beforeAll(async () => {
    const path = await realpath(await mkdtemp(join(tmpdir(), 'hydra-test-cli-')));
    // Postgres runs as another user when this process is root, and has to reach its folder.
    await chmod(path, 0o755);
    made = { path, port: await findFreePort() };
  });

  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await Promise.all(started.map((running) => running.end('SIGINT')));
    for (const { pid } of await listProcesses(own().path)) killAtOnce(pid);
    await rm(own().path, { recursive: true, force: true, maxRetries: 5 });
  });

  return {
    get port() {
      return own().port;
    },
    get apiUrl() {
      return `http://localhost:${own().port}`;
    },
    run: (args, settings = {}) => runToEnd(launch(args, settings)),
    async start(args = ['start'], settings = {}) {
      const running = follow(launch(args, settings));
      started.push(running);
      await running.says('Ready in ', readyMaxMs);
      return running;
    },
    async openPool() {
      const file = await readFile(join(dataDir(), 'postgres.json'), 'utf8');
      const { password, port } = accessSchema.parse(JSON.parse(file));
      const url = `postgresql://hydra:${password}@127.0.0.1:${port}/hydra?sslmode=disable`;
      const pool = createPool(url, { max: 2, applicationName: 'hydra-test' });
      pools.push(pool);
      return pool;
    },
    processes: () => listProcesses(own().path),
    allGone: (deadlineMs) => noneLeft(own().path, deadlineMs),
  };
}

/** Uses of features that were counted, whatever their flag. */
export async function countUses(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ uses: number }>(
    'SELECT coalesce(sum(positive + neutral + negative), 0)::int AS uses FROM usage_count',
  );
  return rows[0]?.uses ?? 0;
}

/** A process whose output we read. */
type Launched = ChildProcessByStdio<null, Readable, Readable>;

async function noneLeft(folder: string, deadlineMs: number): Promise<void> {
  const look = async (): Promise<true> => {
    const left = await listProcesses(folder);
    if (left.length === 0) return true;
    throw new Error(`Left: ${left.map(({ pid, command }) => `${pid} ${command}`).join('; ')}`);
  };
  await eventually('no process is left', look, deadlineMs);
}

async function runToEnd(child: Launched): Promise<Outcome> {
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const killer = setTimeout(() => child.kill('SIGKILL'), runMaxMs);
  await once(child, 'close');
  clearTimeout(killer);
  return { code: child.exitCode, stdout: stdout.join(''), stderr: stderr.join('') };
}

function follow(child: Launched): Running {
  const written: string[] = [];
  collect(child.stdout, written);
  collect(child.stderr, written);
  const output = (): string => written.join('');
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    output,
    async says(text, deadlineMs) {
      const isSaid = (): boolean => output().includes(text);
      await eventually(`it says "${text}"`, () => isSaid() || hasEnded(), deadlineMs).catch(() => undefined);
      if (isSaid()) return;
      const how = hasEnded() ? `It ended with ${child.exitCode ?? child.signalCode}` : 'It runs';
      throw new Error(`${how} and has not said "${text}". The end of its output:\n${tail(output())}`);
    },
    async end(signal) {
      if (child.pid === undefined || hasEnded()) return child.exitCode;
      const gone = once(child, 'close');
      process.kill(-child.pid, signal);
      const killer = setTimeout(() => child.kill('SIGKILL'), endMaxMs);
      await gone;
      clearTimeout(killer);
      return child.exitCode;
    },
  };
}

import { fileURLToPath } from 'node:url';
import type { Config } from '#config';
import { queueNames } from '#contract';
import { createPool, prepareDataDir } from '#database';
import { openDatabase } from './database.js';
import type { FirstRun, SetUpFirstRun } from './first-run.js';
import { assertPortFree } from './port.js';
import { takeStartLock } from './start-lock.js';
import { StartError } from './start-error.js';
import { Supervisor, type Programs } from './supervisor.js';
import type { Terminal } from './terminal.js';
import { migrate } from './with-database.js';

/** All of Hydra, running. */
export interface System {
  readonly apiUrl: string;
  readonly databaseUrl: string;
  /** What the first start made; null on every later one. */
  readonly firstRun: FirstRun | null;
  /** Ends the processes and starts them again, as after a build. */
  restart(): void;
  /** Finishes what was accepted, and stops everything within ten seconds. */
  stop(): Promise<void>;
  /** Stops everything at once. What was acknowledged is in Postgres and is processed after the next start. */
  stopAtOnce(): Promise<void>;
}

/** What a system is made of. */
export interface SystemOptions {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly setUpFirstRun: SetUpFirstRun;
  /** Aborted when somebody wants to stop while we are still starting. */
  readonly signal: AbortSignal;
  readonly programs?: Programs;
  /** Settings of the API and the workers that differ from this process's own. */
  readonly settings?: Readonly<Record<string, string>>;
}

const builtPrograms: Programs = {
  api: fileURLToPath(new URL('../../api/src/main.js', import.meta.url)),
  worker: fileURLToPath(new URL('../../worker/src/main.js', import.meta.url)),
};
/** How long the processes of a supervisor that died may take to leave. */
const predecessorLeavesMs = 8_000;

/**
 * Starts everything: Postgres, its schema, the API and one worker a queue. When it returns, all of it is ready.
 * @throws StartError, DatabaseError or EngineError in one line; nothing of what was started is then left
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { config, terminal } = options;
  await prepareDataDir(config.dataDir);
  const apiUrl = `http://${shownHost(config.host)}:${config.port}`;
  const lock = await takeStartLock(config.dataDir, apiUrl);
  const supervisor = new Supervisor({
    config,
    terminal,
    programs: options.programs ?? builtPrograms,
    settings: options.settings ?? {},
  });
  const stop = async (how: () => Promise<void>): Promise<void> => {
    try {
      await how();
    } finally {
      await lock.release();
    }
  };
  try {
    const queues = chooseQueues(config);
    await assertPortFree(config.host, config.port, lock.predecessorDied ? predecessorLeavesMs : 0);
    const database = await openDatabase(config, terminal.note);
    supervisor.watchDatabase(database);
    terminal.fact('Postgres', database.description);
    options.signal.throwIfAborted();
    const applied = await migrate(database.url);
    const pool = createPool(database.url, { max: 2, applicationName: 'hydra-start' });
    supervisor.usePool(pool);
    terminal.fact('Schema', describeMigrations(applied));
    options.signal.throwIfAborted();
    const firstRun = await options.setUpFirstRun(pool, config);
    try {
      await supervisor.start(queues, options.signal);
      terminal.fact('API', apiUrl);
      terminal.fact('Workers', queues.join(', '));
    } finally {
      if (firstRun !== null) terminal.firstRun(firstRun, apiUrl);
    }
    return {
      apiUrl,
      databaseUrl: database.url,
      firstRun,
      restart: () => supervisor.restart(),
      stop: () => stop(() => supervisor.stop()),
      stopAtOnce: () => stop(() => supervisor.stopAtOnce()),
    };
  } catch (error) {
    await stop(() => supervisor.stopAtOnce());
    throw error;
  }
}

function chooseQueues(config: Config): readonly string[] {
  const known: readonly string[] = queueNames;
  const unknown = config.queues?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new StartError(
      `HYDRA_QUEUES names "${unknown}", which is no queue; there are ${known.join(', ')}.`,
    );
  }
  return config.queues ?? known;
}

function describeMigrations(applied: readonly string[]): string {
  if (applied.length === 0) return 'up to date';
  return applied.length === 1 ? '1 migration applied' : `${applied.length} migrations applied`;
}

function shownHost(host: string): string {
  if (['0.0.0.0', '127.0.0.1', '::', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

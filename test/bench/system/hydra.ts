import { join } from 'node:path';
import { bareEnvironment, nodeOptions, type Environment } from '#config';
import { queueNames, type QueueName } from '#contract';
import { startChild, type Child, type ChildOptions } from './child.js';
import { freePort } from './free-port.js';
import type { HydraDatabase } from './hydra-database.js';
import { cpuSeconds } from './resources.js';

const programOf = (app: 'api' | 'worker'): URL =>
  new URL(`../../../apps/${app}/src/main.js`, import.meta.url);

/** How Hydra is started: as `npm start` does it, with one worker process a queue. */
export interface HydraOptions {
  readonly database: HydraDatabase;
  /** Null: the Postgres queue. */
  readonly redisUrl: string | null;
  /** Without workers, what is accepted stays in the inbox. */
  readonly withWorkers: boolean;
  /** Takes the logs and the profiles. */
  readonly dir: string;
  /** Settings beyond those that every measurement needs. */
  readonly settings?: Environment;
  /** Whether each process writes a profile when it ends. */
  readonly profile: boolean;
}

/** A running Hydra: the API and its workers, each a process of its own. */
export class Hydra {
  private constructor(
    readonly port: number,
    readonly database: HydraDatabase,
    private readonly api: Child,
    private readonly workers: ReadonlyMap<QueueName, Child>,
  ) {}

  /** Starts the API and the workers, and waits until each is ready. */
  static async start(options: HydraOptions): Promise<Hydra> {
    const port = await freePort();
    const env = environmentOf(options, port);
    const api = await startChild(programOf('api'), { ...optionsOf(options, 'api'), env });
    const names = options.withWorkers ? queueNames : [];
    const workers = await Promise.all(
      names.map(async (name): Promise<[QueueName, Child]> => {
        const worker = { ...optionsOf(options, name), env: { ...env, HYDRA_QUEUES: name } };
        return [name, await startChild(programOf('worker'), worker)];
      }),
    );
    return new Hydra(port, options.database, api, new Map(workers));
  }

  /** The processes by name: `api` and the queues. */
  get processes(): { readonly name: string; readonly pid: number }[] {
    return [
      { name: 'api', pid: this.api.pid },
      ...[...this.workers].map(([queue, { pid }]) => ({ name: `${queue} worker`, pid })),
    ];
  }

  /** Processor seconds of the API and of all workers so far. */
  cpu(): { readonly api: number; readonly workers: number } {
    const workers = [...this.workers.values()].reduce((sum, { pid }) => sum + (cpuSeconds(pid) ?? 0), 0);
    return { api: cpuSeconds(this.api.pid) ?? 0, workers };
  }

  async stop(): Promise<void> {
    await Promise.all([this.api, ...this.workers.values()].map((child) => child.stop()));
  }
}

function environmentOf({ database, redisUrl, settings }: HydraOptions, port: number): Environment {
  return {
    ...bareEnvironment(),
    DATABASE_URL: database.url,
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
    PORT: String(port),
    HYDRA_RATE_LIMIT: '10000000',
    ...settings,
  };
}

function optionsOf(
  { dir, profile }: HydraOptions,
  name: string,
): Pick<ChildOptions, 'cwd' | 'logFile' | 'execArgv'> {
  return {
    // Started elsewhere than in the checkout, so that its `.env` has no say.
    cwd: dir,
    logFile: join(dir, `${name}.log`),
    execArgv: [
      ...nodeOptions[name === 'api' ? 'api' : 'worker'],
      ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${dir}`, `--cpu-prof-name=${name}.cpuprofile`] : []),
    ],
  };
}

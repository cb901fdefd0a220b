import { bareEnvironment, type Environment } from '#config';
import { findFreePort } from './free-port.js';
import { startProgram, type Program } from './program.js';

export type ProgramName = 'api' | 'worker';

/** How a system is to run. */
export interface SystemOptions {
  readonly databaseUrl: string;
  /** Null: Postgres carries the queues. */
  readonly redisUrl: string | null;
  /** Which programs; the API and one worker that serves every queue unless told. */
  readonly programs?: readonly ProgramName[];
  /** Settings beyond the address of the database and the port. */
  readonly settings?: Environment;
}

/** Hydra as it is installed: the API and a worker, each a process of its own. */
export interface System {
  readonly baseUrl: string;
  /** Ends a program and waits until it is gone. @returns its exit code, null where the signal ended it */
  kill(which: ProgramName, signal: NodeJS.Signals): Promise<number | null>;
  /** Starts a program that has ended again, with other settings where they are given, and waits until it is ready. */
  restart(which: ProgramName, settings?: Environment): Promise<void>;
  /** Everything that all its processes have written. */
  log(): string;
  /** The last lines of each process that runs, for the message of a test that fails. */
  tail(): string;
  /** Asks all programs to end, and waits. */
  stop(): Promise<void>;
}

/** Starts Hydra on this database and waits until it is ready. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const port = await findFreePort();
  const env: Environment = {
    ...bareEnvironment(),
    DATABASE_URL: options.databaseUrl,
    ...(options.redisUrl === null ? {} : { REDIS_URL: options.redisUrl }),
    PORT: String(port),
    HYDRA_LOG_LEVEL: 'debug',
    ...options.settings,
  };
  const running = new Map<ProgramName, Program>();
  const started: Program[] = [];
  const kill = async (which: ProgramName, signal: NodeJS.Signals): Promise<number | null> => {
    const program = running.get(which);
    if (program === undefined) return null;
    running.delete(which);
    return program.kill(signal);
  };
  const restart = async (which: ProgramName, settings: Environment = {}): Promise<void> => {
    await kill(which, 'SIGKILL');
    const program = await startProgram(which, { ...env, ...settings });
    started.push(program);
    running.set(which, program);
  };
  const stop = async (): Promise<void> => {
    await Promise.all([...running.keys()].map((which) => kill(which, 'SIGTERM')));
  };
  const programs = options.programs ?? ['api', 'worker'];
  const outcomes = await Promise.allSettled(programs.map((which) => restart(which)));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) {
    await stop();
    throw failure.reason;
  }
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    kill,
    restart,
    stop,
    tail: () => [...running].map(([which, program]) => `${which}:\n${program.tail()}`).join('\n'),
    log: () => started.map((program) => program.log()).join('\n'),
  };
}

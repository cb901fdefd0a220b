import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Environment } from '#config';

const readyMaxMs = 60_000;
const stopMaxMs = 15_000;
const tailLines = 25;

/** A built program of Hydra, running as a process of its own. */
export interface Program {
  readonly pid: number;
  readonly running: boolean;
  /** Everything it has written so far. */
  log(): string;
  /** The last lines of it, for the message of a test that fails. */
  tail(): string;
  /** Sends the signal and waits until the process has ended. @returns its exit code, null where a signal ended it */
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts a program of `dist/apps` and waits until it says that it is ready. @throws Error with the end of its log */
export async function startProgram(app: 'api' | 'worker', env: Environment): Promise<Program> {
  const main = fileURLToPath(new URL(`../../dist/apps/${app}/src/main.js`, import.meta.url));
  if (!existsSync(main)) throw new Error(`${main} is missing. Build first: npx nest build --all`);
  const child = fork(main, [], {
    env,
    execArgv: [],
    // Elsewhere than the checkout, so that its `.env` has no say.
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const written: string[] = [];
  for (const stream of [child.stdout, child.stderr]) if (stream) collect(stream, written);
  const log = (): string => written.join('');
  await ready(child).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw new Error(`${app} is not ready. The end of its log:\n${tail(log())}`, { cause: error });
  });
  return {
    pid: child.pid ?? 0,
    get running() {
      return child.exitCode === null && child.signalCode === null;
    },
    log,
    tail: () => tail(log()),
    kill: (signal) => end(child, signal),
  };
}

/** Adds whatever the stream brings to the list. */
export function collect(stream: Readable, into: string[] = []): string[] {
  stream.setEncoding('utf8').on('data', (text: string) => into.push(text));
  return into;
}

async function ready(child: ChildProcess): Promise<void> {
  await new Promise<void>((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`Not ready within ${readyMaxMs} ms.`)), readyMaxMs);
    child.once('message', () => done());
    child.once('exit', (code, signal) => fail(new Error(`Ended with ${code ?? signal}.`)));
    child.once('error', fail);
    child.once('message', () => clearTimeout(timer));
    child.once('exit', () => clearTimeout(timer));
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const gone = once(child, 'close');
  child.kill(signal);
  const killer = setTimeout(() => child.kill('SIGKILL'), stopMaxMs);
  await gone;
  clearTimeout(killer);
  return child.exitCode;
}

/** The last lines, for the message of a test that fails. */
export function tail(log: string): string {
  return log.trimEnd().split('\n').slice(-tailLines).join('\n');
}

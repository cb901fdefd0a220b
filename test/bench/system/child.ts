import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { Environment } from '#config';

const readyMaxMs = 60_000;
const stopMaxMs = 15_000;
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** A program to start, and what it is given. */
export interface ChildOptions {
  readonly args?: readonly string[];
  readonly execArgv?: readonly string[];
  /** The whole environment; unset, it is this process's own. */
  readonly env?: Environment;
  readonly cwd?: string;
  /** Takes what the program writes to its standard output; unset, that is dropped. */
  readonly logFile?: string;
}

/** A running program: it said over the channel that it is ready and, if it serves one, on which port. */
export interface Child {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a compiled module as its own process and waits until it is ready. Throws when it ends first. */
export async function startChild(module: URL, options: ChildOptions = {}): Promise<Child> {
  const log = options.logFile === undefined ? 'ignore' : openSync(options.logFile, 'a');
  const child = fork(module, [...(options.args ?? [])], {
    stdio: ['ignore', log, 'inherit', 'ipc'],
    execArgv: [...(options.execArgv ?? [])],
    env: options.env,
    cwd: options.cwd,
  });
  if (typeof log === 'number') closeSync(log);
  track(child);
  const port = await readyPort(child, module.pathname, options.logFile);
  return { process: child, pid: child.pid ?? 0, port, stop: () => stopProcess(child) };
}

/** Remembers a process, so that it never outlives this one. */
export function track(child: ChildProcess): ChildProcess {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Asks a process to end, and ends it when it has not done so in time. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), stopMaxMs);
  await gone;
  clearTimeout(killer);
}

async function readyPort(child: ChildProcess, name: string, logFile?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const where = logFile === undefined ? '' : `; see ${logFile}`;
    const timer = setTimeout(
      () => reject(new Error(`${name} was not ready within ${readyMaxMs} ms${where}`)),
      readyMaxMs,
    );
    const onExit = (code: number | null): void => {
      clearTimeout(timer);
      reject(new Error(`${name} ended with ${code} before it was ready${where}`));
    };
    child.once('exit', onExit);
    child.once('message', (message: { readonly port?: number }) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      resolve(message.port ?? 0);
    });
  });
}

import { spawn } from 'node:child_process';
import { bareEnvironment } from '#config';

/** How a program ended and what it said. */
export interface Outcome {
  /** null when a signal ended it or it could not be started. */
  readonly code: number | null;
  readonly output: string;
}

const outputMax = 64 * 1024;

/**
 * Runs a program to its end, in a process group of its own so that a terminal's Ctrl-C does not reach it.
 * Never throws: a program that cannot be started ends with code null and the reason as its output.
 */
export function run(
  command: readonly [string, ...string[]],
  options: { timeoutMs: number; uid?: number; gid?: number },
): Promise<Outcome> {
  const [program, ...args] = command;
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: '/',
      env: bareEnvironment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
      uid: options.uid,
      gid: options.gid,
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-outputMax);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => done({ code: null, output: error.message }));
    child.on('close', (code) => done({ code, output }));
  });
}

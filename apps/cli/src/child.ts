import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChildLog } from './child-log.js';
import { StartError } from './start-error.js';

/** A program that is to run for as long as Hydra does. */
export interface ChildSpec {
  /** How it is called at the terminal: `API`, `worker track`. */
  readonly name: string;
  /** What Node is given: its own options, then the absolute path of the program. */
  readonly args: readonly string[];
  readonly environment: () => Record<string, string | undefined>;
}

const backoffMinMs = 100;
const backoffMaxMs = 5_000;
/** A child that has run for so long has proved itself: its next end is a new story. */
const provenAfterMs = 10_000;
const startAttemptsMax = 3;
const readyTimeoutMs = 60_000;

type Phase = 'starting' | 'running' | 'stopping';

/**
 * One supervised process: started, started again when it ends, and stopped. It lives in a process group of its own, out
 * of reach of the terminal's Ctrl-C, and ends by itself when its supervisor is gone (the channel between them closes).
 */
export class Child {
  private process: ChildProcess | undefined;
  private phase: Phase = 'starting';
  private attempts = 0;
  /** Whether its end is what we asked for, and not worth a line. */
  private asked = false;
  private lastError = '';
  private startedAt = 0;
  private settle: { ready: () => void; fail: (error: Error) => void } | undefined;

  constructor(
    readonly spec: ChildSpec,
    private readonly log: ChildLog,
    private readonly tell: (text: string) => void,
  ) {}

  /** Remembers the newest error line, for the message when the child does not come up. */
  noteError(text: string): void {
    this.lastError = text;
  }

  /** Whether it has not been ready yet. */
  isStarting(): boolean {
    return this.phase === 'starting';
  }

  /** Starts it and waits until it says that it is ready. @throws StartError when it ends again and again instead */
  start(): Promise<void> {
    const ready = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new StartError(`${this.spec.name} does not get ready. See ${this.log.file}.`)),
        readyTimeoutMs,
      );
      this.settle = {
        ready: () => {
          clearTimeout(timer);
          resolve();
        },
        fail: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
    });
    this.spawn();
    return ready;
  }

  /** Asks it to end and start again, such as after its environment has changed. */
  restart(): void {
    this.attempts = 0;
    this.asked = true;
    this.process?.kill('SIGTERM');
  }

  /** Asks it to finish what it has begun and end; kills it when it has not within this time. */
  async stop(timeoutMs: number): Promise<void> {
    this.phase = 'stopping';
    const child = this.process;
    if (child === undefined || hasEnded(child)) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const timeout = new AbortController();
    const inTime = await Promise.race([
      ended.then(() => true),
      pause(timeoutMs, false, { signal: timeout.signal }).catch(() => true),
    ]);
    timeout.abort();
    if (!inTime) {
      this.tell(`${this.spec.name} did not finish in time and was ended.`);
      child.kill('SIGKILL');
      await ended;
    }
    await this.log.read();
  }

  /** Ends it at once. */
  kill(): void {
    this.phase = 'stopping';
    this.process?.kill('SIGKILL');
  }

  private spawn(): void {
    this.startedAt = Date.now();
    let child: ChildProcess;
    try {
      child = this.spawnProcess();
    } catch (error) {
      // The log cannot be opened, or the system has no process left: tried again like any other failure.
      this.noteError(error instanceof Error ? error.message : String(error));
      void this.ended(null, null);
      return;
    }
    this.process = child;
    child.on('message', (message) => {
      if (isReady(message)) this.becameReady();
    });
    child.on('error', (error) => this.noteError(error.message));
    child.once('exit', (code, signal) => void this.ended(code, signal));
    // 'exit' does not come when the program could not be started at all.
    if (child.pid === undefined) setImmediate(() => void this.ended(null, null));
  }

  private spawnProcess(): ChildProcess {
    const output = this.log.openForChild();
    try {
      return spawn(process.execPath, this.spec.args, {
        detached: true,
        env: this.spec.environment(),
        stdio: ['ignore', output.descriptor, output.descriptor, 'ipc'],
      });
    } finally {
      output.close();
    }
  }

  private becameReady(): void {
    if (this.phase === 'stopping') return;
    if (this.phase === 'running' && !this.asked) this.tell(`${this.spec.name} is back.`);
    this.asked = false;
    this.phase = 'running';
    this.settle?.ready();
  }

  private async ended(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    if (this.phase === 'stopping') return;
    await this.log.read();
    if (Date.now() - this.startedAt > provenAfterMs) this.attempts = 0;
    this.attempts += 1;
    const how = signal === null ? `code ${code ?? 'unknown'}` : signal;
    if (this.phase === 'starting' && this.attempts >= startAttemptsMax) {
      const reason = this.lastError === '' ? `it ended with ${how}` : this.lastError;
      this.phase = 'stopping';
      this.settle?.fail(
        new StartError(`${this.spec.name} does not start: ${reason} (more in ${this.log.file})`),
      );
      return;
    }
    const delayMs = backoffMs(this.attempts);
    if (this.phase === 'running' && !this.asked)
      this.tell(`${this.spec.name} ended (${how}); starting it again.`);
    await pause(delayMs);
    if (!this.isStopping()) this.spawn();
  }

  private isStopping(): boolean {
    return this.phase === 'stopping';
  }
}

/** How long to wait before the n-th start in a row, n from 1. */
export function backoffMs(attempt: number): number {
  return Math.min(backoffMaxMs, backoffMinMs * 2 ** (attempt - 1));
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

function isReady(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'ready' in message && message.ready === true;
}

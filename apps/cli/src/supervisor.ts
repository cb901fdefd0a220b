import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { childEnvironment, nodeOptions, type Config } from '#config';
import type { EmbeddedPostgres } from '#database';
import { countWaiting } from '#inbox';
import { ChildLog } from './child-log.js';
import { Child } from './child.js';
import { keepAlive, type Database } from './database.js';
import { StartError } from './start-error.js';
import type { Terminal } from './terminal.js';

/** Absolute paths of the programs that are run; both are programs for Node. */
export interface Programs {
  readonly api: string;
  readonly worker: string;
}

/** Shares of the ten seconds in which everything is to stop. */
const apiStopMs = 2_500;
const inboxEmptyMs = 4_000;
const inboxPollMs = 50;
const workerStopMs = 2_000;
const stopBudgetMs = 9_000;
const postgresStopMinMs = 1_000;

/**
 * Runs the API, one worker a queue, and the embedded Postgres where that is used: what ends is started again, and all
 * of it is stopped in the order in which nothing that was accepted is left half done.
 */
export class Supervisor {
  private api: Child | undefined;
  private workers: Child[] = [];
  private logs: ChildLog[] = [];
  private embedded: EmbeddedPostgres | null = null;
  private databaseUrl = '';
  private pool: pg.Pool | undefined;
  private watching: Promise<void> = Promise.resolve();
  private readonly stopWatching = new AbortController();

  constructor(
    private readonly options: {
      config: Config;
      terminal: Terminal;
      programs: Programs;
      settings: Readonly<Record<string, string>>;
    },
  ) {}

  /** From now on this Postgres is kept alive if it is ours, and stopped last. */
  watchDatabase(database: Database): void {
    const { config, terminal } = this.options;
    this.databaseUrl = database.url;
    this.embedded = database.embedded;
    if (database.embedded === null) return;
    this.watching = keepAlive(database.embedded, {
      dataDir: config.dataDir,
      signal: this.stopWatching.signal,
      note: terminal.note,
      onRestart: (now) => {
        this.embedded = now;
        if (now.url === this.databaseUrl) return;
        this.databaseUrl = now.url;
        this.restart();
      },
    });
  }

  /** The pool through which we look whether the inbox is empty; closed when we stop. */
  usePool(pool: pg.Pool): void {
    this.pool = pool;
  }

  /** Starts the API and one worker for each of these queues, and waits until all are ready. */
  async start(queues: readonly string[], signal: AbortSignal): Promise<void> {
    const { programs, config } = this.options;
    this.api = this.child('API', [...nodeOptions.api, programs.api], {});
    this.workers = queues.map((queue, index) =>
      this.child(`worker ${queue}`, [...nodeOptions.worker, programs.worker], {
        HYDRA_QUEUES: queue,
        HYDRA_METRICS_PORT: String(config.metricsPort === 0 ? 0 : config.metricsPort + index),
      }),
    );
    const aborted = new Promise<never>((_, reject) => {
      const abort = (): void => reject(new StartError('Stopped while starting.'));
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
    await Promise.race([Promise.all([this.api, ...this.workers].map((child) => child.start())), aborted]);
  }

  restart(): void {
    for (const child of this.children()) child.restart();
  }

  async stop(): Promise<void> {
    const deadline = Date.now() + stopBudgetMs;
    this.stopWatching.abort();
    await this.watching;
    const written = this.embedded?.prepareStop();
    await this.api?.stop(apiStopMs);
    await this.waitForEmptyInbox();
    await Promise.all(this.workers.map((worker) => worker.stop(workerStopMs)));
    await this.closePool();
    await Promise.race([written, pause(Math.max(0, deadline - Date.now()))]);
    await this.embedded?.stop(Math.max(postgresStopMinMs, deadline - Date.now()));
    this.closeLogs();
  }

  async stopAtOnce(): Promise<void> {
    this.stopWatching.abort();
    for (const child of this.children()) child.kill();
    await this.watching;
    await this.closePool();
    await this.embedded?.stop(postgresStopMinMs);
    this.closeLogs();
  }

  private children(): Child[] {
    return this.api === undefined ? this.workers : [this.api, ...this.workers];
  }

  private child(name: string, args: readonly string[], environment: Record<string, string>): Child {
    const { config, terminal } = this.options;
    const logs = join(config.dataDir, 'logs');
    mkdirSync(logs, { recursive: true });
    const file = join(logs, `${name.toLowerCase().replaceAll(' ', '-')}.log`);
    const log = new ChildLog(relative('.', file), (line) => {
      if (line.severity === 'error') child.noteError(line.text);
      // What keeps a child from starting is told once, by the message that ends the start.
      if (!child.isStarting()) terminal.surface(name, line);
    });
    const child: Child = new Child(
      {
        name,
        args,
        environment: () =>
          childEnvironment({ ...this.options.settings, ...environment, DATABASE_URL: this.databaseUrl }),
      },
      log,
      terminal.note,
    );
    this.logs.push(log);
    return child;
  }

  /** The workers go on until nothing is left that was accepted, or there is too much of it to wait for. */
  private async waitForEmptyInbox(): Promise<void> {
    const deadline = Date.now() + inboxEmptyMs;
    while (this.pool !== undefined && Date.now() < deadline) {
      // oxlint-disable-next-line no-await-in-loop -- polls one thing
      const waiting = await Promise.race([countWaiting(this.pool), pause(inboxEmptyMs, null)]).catch(
        () => null,
      );
      if (waiting === null || waiting.length === 0) return;
      // oxlint-disable-next-line no-await-in-loop
      await pause(inboxPollMs);
    }
    if (this.pool !== undefined)
      this.options.terminal.note('What is left in the inbox is processed after the next start.');
  }

  private async closePool(): Promise<void> {
    const pool = this.pool;
    this.pool = undefined;
    await pool?.end().catch(() => undefined);
  }

  private closeLogs(): void {
    for (const log of this.logs) log.close();
  }
}

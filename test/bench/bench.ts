import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Closers } from './closers.js';
import { LoadProcess } from './load/load-process.js';
import type { BenchOptions, Engine } from './options.js';
import { Stage } from './stage.js';
import { TextbookService } from './rivals/textbook-service.js';
import { startChild, type Child } from './system/child.js';
import { startCluster, type Cluster } from './system/cluster.js';
import { startRedis } from './system/redis-server.js';

/** What all measurements share: one Postgres, one sender and the rivals, each started when it is first needed. */
export class Bench {
  private readonly closers = new Closers();
  private cluster: Promise<Cluster> | null = null;
  private sender: Promise<LoadProcess> | null = null;
  private bareServer: Promise<Child> | null = null;
  private textbookService: Promise<TextbookService> | null = null;
  private stage: Stage | null = null;
  private closing: Promise<void> | null = null;

  private constructor(
    readonly options: BenchOptions,
    /** Logs, profiles and the data of Postgres; removed at the end. */
    readonly dir: string,
  ) {}

  static async open(options: BenchOptions): Promise<Bench> {
    const dir = await mkdtemp(join(tmpdir(), 'hydra-bench-'));
    // Postgres runs as another user when this process is root, and has to reach its folder.
    await chmod(dir, 0o755);
    return new Bench(options, dir);
  }

  postgres(): Promise<Cluster> {
    return (this.cluster ??= this.closers.keep(startCluster(join(this.dir, 'data')), (cluster) =>
      cluster.stop(),
    ));
  }

  load(): Promise<LoadProcess> {
    return (this.sender ??= this.closers.keep(LoadProcess.start(), (sender) => sender.stop()));
  }

  bare(): Promise<Child> {
    const module = new URL('./rivals/bare.js', import.meta.url);
    return (this.bareServer ??= this.closers.keep(startChild(module), (child) => child.stop()));
  }

  textbook(): Promise<TextbookService> {
    return (this.textbookService ??= this.closers.keep(this.startTextbook(), (service) => service.stop()));
  }

  /** Runs a measurement on a stage of its own, which is cleared away afterwards whatever happens. */
  async onStage<T>(engine: Engine, measure: (stage: Stage) => Promise<T>): Promise<T> {
    const stage = new Stage(this, engine);
    this.stage = stage;
    try {
      return await measure(stage);
    } finally {
      this.stage = null;
      await stage.clear();
    }
  }

  /** Tells on the standard error what is being done. */
  say(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Stops everything and removes what was written. */
  close(): Promise<void> {
    return (this.closing ??= this.closeOnce());
  }

  /** Whether the run is being ended: what fails from then on is of no interest. */
  get isClosing(): boolean {
    return this.closing !== null;
  }

  private async closeOnce(): Promise<void> {
    try {
      await this.stage?.clear();
    } finally {
      await this.closers.close().finally(() => rm(this.dir, { recursive: true, force: true }));
    }
  }

  private async startTextbook(): Promise<TextbookService> {
    const cluster = await this.postgres();
    const redis = await this.closers.keep(startRedis(), (server) => server.stop());
    return TextbookService.start(await cluster.freshDatabase('textbook'), redis);
  }
}

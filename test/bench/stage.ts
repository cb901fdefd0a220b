import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '#config';
import type { Bench } from './bench.js';
import { Closers } from './closers.js';
import { LoadProcess } from './load/load-process.js';
import type { Engine } from './options.js';
import { summariseProfiles } from './profile.js';
import { StatementSampler } from './statement-sampler.js';
import { Hydra } from './system/hydra.js';
import { prepareHydraDatabase, type HydraDatabase } from './system/hydra-database.js';
import { startRedis } from './system/redis-server.js';

let stages = 0;

/** What one measurement builds for itself: databases, a Redis, one or more Hydras. */
export class Stage {
  private readonly closers = new Closers();
  private readonly name = `stage_${(stages += 1)}`;
  private readonly databaseNames: string[] = [];
  private hydras = 0;
  private clearing: Promise<void> | null = null;

  constructor(
    private readonly bench: Bench,
    private readonly engine: Engine,
  ) {}

  /** A fresh database ready for Hydra. */
  async database(): Promise<HydraDatabase> {
    const cluster = await this.bench.postgres();
    const name = `${this.name}_${this.databaseNames.length + 1}`;
    this.databaseNames.push(name);
    return this.closers.keep(prepareHydraDatabase(await cluster.freshDatabase(name)), ({ pool }) =>
      pool.end(),
    );
  }

  /** A second sender, for loads that run side by side. */
  extraLoad(): Promise<LoadProcess> {
    return this.closers.keep(LoadProcess.start(), (load) => load.stop());
  }

  /** A Hydra on the database, with a Redis of its own where that is the engine; under the profiler when that is asked for. */
  async hydra(database: HydraDatabase, withWorkers: boolean, settings: Environment = {}): Promise<Hydra> {
    const redis =
      this.engine === 'redis' ? await this.closers.keep(startRedis(), (server) => server.stop()) : null;
    this.hydras += 1;
    const dir = join(this.bench.dir, `${this.name}_hydra_${this.hydras}`);
    await mkdir(dir, { recursive: true });
    const hydra = Hydra.start({
      database,
      redisUrl: redis?.url ?? null,
      withWorkers,
      dir,
      settings,
      profile: this.bench.options.profile,
    });
    const sampler = this.bench.options.profile ? new StatementSampler(database.pool) : null;
    return this.closers.keep(hydra, async (started) => {
      await started.stop();
      if (sampler !== null) this.bench.say(`${sampler.stop()}\n${await summariseProfiles(dir)}`);
    });
  }

  /** Stops the Hydras and removes the databases. */
  clear(): Promise<void> {
    return (this.clearing ??= this.clearOnce());
  }

  private async clearOnce(): Promise<void> {
    await this.closers.close();
    const cluster = await this.bench.postgres();
    // One after the other: the cluster does them over one connection, and a large one takes its time.
    for (const name of this.databaseNames) await cluster.dropDatabase(name);
  }
}

import type { Environment } from '#config';
import { formsOf } from './key-forms.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { startRedis, type RedisServer } from './redis-server.js';
import { readState, settled, type State } from './state.js';
import { startSystem, type ProgramName, type System } from './system.js';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.js';
import { createWorkspace, type Workspace, type WorkspaceOptions } from './workspace.js';

export type EngineName = 'postgres' | 'redis';

/** What a group of tests shares: a database and a Hydra of its own, on one of the engines. */
export interface Rig {
  readonly engine: EngineName;
  readonly database: TestDatabase;
  /** Null on the Postgres queue. */
  readonly redis: RedisServer | null;
  readonly system: System;
  /** What stands between Hydra and the database. @throws where it was not asked for */
  readonly proxy: TcpProxy;
  /** Makes a workspace, so that tests do not see one another's events. */
  newWorkspace(options?: WorkspaceOptions): Promise<Workspace>;
  /** What must never be in a log, beside the keys and passwords of the workspaces. */
  readonly secrets: string[];
  /** Waits until every event that was acknowledged is recorded. */
  settled(): Promise<void>;
  /** Waits likewise, and reads what became of the events of a workspace. */
  settledState(workspace: Workspace): Promise<State>;
}

/** How the rig's Hydra is to run. */
export interface RigOptions {
  readonly programs?: readonly ProgramName[];
  readonly settings?: Environment;
  /** Whether Hydra, but not the tests, reaches the database through a proxy that can be cut. */
  readonly throughProxy?: boolean;
}

type Parts = { database: TestDatabase; redis: RedisServer | null; system: System; proxy: TcpProxy | null };

const startMaxMs = 150_000;

/** Declares these tests for each queue engine, each time with a rig of its own. */
export function onEachEngine(tests: (rig: Rig) => void, options: RigOptions = {}): void {
  for (const engine of ['postgres', 'redis'] as const) onEngine(engine, tests, options);
}

/**
 * Declares these tests for a queue engine, with a rig of their own. Afterwards no program has written a key, a password
 * or another of the rig's secrets into its log.
 */
export function onEngine(engine: EngineName, tests: (rig: Rig) => void, options: RigOptions = {}): void {
  describe(`on the ${engine} queue`, () => {
    let parts: Parts | undefined;
    const running = (): Parts => {
      if (parts === undefined) throw new Error('The rig is not running.');
      return parts;
    };
    const allSettled = async (): Promise<void> => {
      const { database, system } = running();
      await settled(database.pool).catch((cause: unknown) => {
        throw new Error(`Events are left in the inbox. The end of the logs:\n${system.tail()}`, { cause });
      });
    };
    const secrets: string[] = [];
    const release: (() => Promise<void>)[] = [];

    beforeAll(async () => {
      const redis = engine === 'redis' ? await startRedis() : null;
      if (redis !== null) release.unshift(() => redis.stop());
      const database = await createTestDatabase();
      release.unshift(() => database.close());
      const url = new URL(database.url);
      const proxy = options.throughProxy === true ? await startTcpProxy(Number(url.port)) : null;
      if (proxy !== null) {
        release.unshift(() => proxy.stop());
        url.port = String(proxy.port);
      }
      const system = await startSystem({
        databaseUrl: url.href,
        redisUrl: redis?.url ?? null,
        programs: options.programs,
        settings: options.settings,
      });
      release.unshift(() => system.stop());
      parts = { database, redis, system, proxy };
    }, startMaxMs);

    afterAll(async () => {
      for (const each of release) await each();
      const log = parts?.system.log() ?? '';
      expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
    }, startMaxMs);

    tests({
      engine,
      secrets,
      get database() {
        return running().database;
      },
      get redis() {
        return running().redis;
      },
      get proxy() {
        const { proxy } = running();
        if (proxy === null) throw new Error('The rig has no proxy. Ask for it with throughProxy.');
        return proxy;
      },
      get system() {
        return running().system;
      },
      async newWorkspace(workspaceOptions) {
        const workspace = await createWorkspace(running().database, workspaceOptions);
        secrets.push(
          ...formsOf(workspace.key),
          workspace.authorization,
          ...(workspace.staff ? [workspace.staff.password] : []),
        );
        return workspace;
      },
      settled: allSettled,
      async settledState(workspace) {
        await allSettled();
        return readState(running().database.pool, workspace.id);
      },
    });
  });
}

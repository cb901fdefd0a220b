import { once } from 'node:events';
import { createPostgresBackend, runMigrations, setDefaultBackendFactory } from 'bullmq';
import { Cluster, Redis, type ClusterOptions, type RedisOptions } from 'ioredis';
import type { ClientBase, Pool } from 'pg';
import { OperatorError } from '#config';
import { createPool } from '#database';

/** Where the queues live: beside the data in Postgres, or on Redis. */
export type EngineKind = 'postgres' | 'redis' | 'redis-cluster';

export type EngineSettings = {
  databaseUrl: string;
  redisUrl: string | null;
  redisClusterNodes: string[] | null;
  /** Jobs at a time; the pool of the Postgres engine is sized by it. */
  workerConcurrency: number;
};

/** A producer gives up at once, since the sweep signals later; a worker waits for as long as it takes. */
export type EngineRole = 'producer' | 'worker';

export type Engine = {
  kind: EngineKind;
  connection: Redis | Cluster | Pool;
  /** Whether it answers now, as far as is known. */
  isReady(): boolean;
  /** Calls the listener whenever the connection stands, the first time included where it does not stand yet. */
  onReady(listener: () => void): void;
  close(): Promise<void>;
};

/** One LISTEN a queue that the process serves, and a few for taking and renewing jobs. */
const listenersMax = 6;
const producersMax = 4;
/** A job is a pointer that the sweep makes again, so that its commit need not wait for the disk. */
const queueSession = { search_path: 'bullmq', synchronous_commit: 'off' };

const connectTimeoutMs = 5_000;
const producerCommandTimeoutMs = 5_000;
const retryDelayMaxMs = 2_000;

/**
 * Opens the queue engine that the settings name. Must run before a queue or worker is made, because BullMQ's backend is
 * chosen once a process.
 */
export function openEngine(settings: EngineSettings, role: EngineRole): Engine {
  if (settings.redisClusterNodes?.length)
    return onRedis('redis-cluster', openCluster(settings.redisClusterNodes, role));
  if (settings.redisUrl) return onRedis('redis', new Redis(settings.redisUrl, redisOptions(role)));
  setDefaultBackendFactory(createPostgresBackend);
  const pool = createPool(settings.databaseUrl, {
    max: role === 'worker' ? settings.workerConcurrency + listenersMax : producersMax,
    applicationName: `hydra-queue-${role}`,
    session: queueSession,
  });
  return {
    kind: 'postgres',
    connection: pool,
    isReady: () => true,
    onReady: () => {},
    close: () => pool.end(),
  };
}

/** Makes or upgrades BullMQ's own tables, on one session. Safe to call by several processes at once. */
export async function migrateQueueTables(client: ClientBase): Promise<void> {
  await runMigrations(client);
}

/** A problem with the queue engine that an operator must mend before Hydra can rely on it. */
export class EngineError extends OperatorError {
  override name = 'EngineError';
}

/**
 * Refuses a Redis, or a cluster with a master, that may throw jobs away.
 * @throws EngineError with what to change; another error where Redis does not answer now.
 */
export async function assertEngineFit(engine: Engine): Promise<void> {
  const { connection } = engine;
  if (!(connection instanceof Redis || connection instanceof Cluster)) return;
  if (connection.status !== 'ready') {
    await once(connection, 'ready', { signal: AbortSignal.timeout(connectTimeoutMs) });
  }
  for (const node of connection instanceof Cluster ? connection.nodes('master') : [connection]) {
    const policy = /maxmemory_policy:(\S+)/.exec(await node.info('memory'))?.[1] ?? 'unknown';
    if (policy !== 'noeviction') {
      throw new EngineError(
        `Redis evicts keys (maxmemory-policy is "${policy}"), so jobs could vanish. Set maxmemory-policy to noeviction.`,
      );
    }
  }
}

function onRedis(kind: EngineKind, connection: Redis | Cluster): Engine {
  connection.on('error', () => {}); // Every command reports its own failure; readiness shows the state.
  return {
    kind,
    connection,
    isReady: () => connection.status === 'ready',
    onReady: (listener) => void connection.on('ready', listener),
    close: async () => connection.disconnect(),
  };
}

function openCluster(nodes: string[], role: EngineRole): Cluster {
  const options: ClusterOptions = {
    enableOfflineQueue: role === 'worker',
    redisOptions: redisOptions(role),
    clusterRetryStrategy: (attempt) => Math.min(attempt * 100, retryDelayMaxMs),
  };
  return new Cluster(nodes.map(parseNode), options);
}

function parseNode(node: string): { host: string; port: number } {
  const at = node.lastIndexOf(':');
  return at < 0 ? { host: node, port: 6379 } : { host: node.slice(0, at), port: Number(node.slice(at + 1)) };
}

function redisOptions(role: EngineRole): RedisOptions {
  return {
    connectTimeout: connectTimeoutMs,
    retryStrategy: (attempt) => Math.min(attempt * 100, retryDelayMaxMs),
    ...(role === 'producer'
      ? { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: producerCommandTimeoutMs }
      : { maxRetriesPerRequest: null }),
  };
}

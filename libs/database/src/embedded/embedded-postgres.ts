import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseError, errorCode } from '../database-error.js';
import { findBinaries } from './binaries.js';
import {
  assertDiskSpace,
  diskFullMessage,
  hasData,
  initialise,
  prepareFolders,
  readAccess,
  superuser,
  type Access,
  type ClusterPaths,
} from './cluster.js';
import { findFreePort } from './free-port.js';
import { findPostmaster, isServing } from './postmaster.js';
import { startServer, startTimeoutMs, stopServer } from './server-process.js';
import { chooseServerUser } from './server-user.js';

/** A Postgres of our own, running. It keeps running when the process that started it ends without stopping it. */
export interface EmbeddedPostgres {
  /** Leads to the database `hydra`, as the superuser. Holds the password. */
  readonly url: string;
  readonly port: number;
  /** Whether it was running already, left behind by an earlier start. */
  readonly adopted: boolean;
  /** Whether the data folder was made by this start. */
  readonly created: boolean;
  isAlive(): Promise<boolean>;
  /** Writes out what a stop would have to write, so that the stop itself is short. Best effort. */
  prepareStop(): Promise<void>;
  /** Ends all sessions and stops the server within about this time; nothing that was committed is lost. */
  stop(timeoutMs?: number): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Folder that holds the data below `postgres/`, and `postgres.json` with password and port. Made if missing. */
  readonly dataDir: string;
  /** Called once when the start takes long, as it does while Postgres recovers from a crash. */
  readonly onSlow?: () => void;
  /** Settings of the server that differ from ours, such as shared_buffers for a small throw-away cluster. */
  readonly settings?: Readonly<Record<string, string>>;
}

const databaseName = 'hydra';
const slowAfterMs = 5_000;

/**
 * Starts the embedded Postgres in this folder, making the folder on the first start, or adopts the one that an earlier
 * start left running. It listens on 127.0.0.1 only, on a port that stays the same as long as nobody else takes it.
 * @throws DatabaseError in one line: full disk, unreadable folder, data of another version, or what the log says
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  const paths = await prepareFolders(options.dataDir);
  const user = await chooseServerUser({ program: binaries.postgres, clusterDir: paths.clusterDir });
  await user.own(paths.serverDir);
  const created = !(await hasData(paths));
  if (created) {
    await assertDiskSpace(paths.dataDir, 'create');
    await initialise(paths, binaries, user, await findFreePort());
  }
  const slow = setTimeout(() => options.onSlow?.(), slowAfterMs);
  try {
    const access = await readAccess(paths);
    const start = (): Promise<number> =>
      startServer({ paths, binaries, user }, access, options.settings ?? {});
    const running = await findPostmaster(paths.clusterDir);
    const found = running === null ? null : await connectFirst(paths, { ...access, port: running.port });
    // One that was found but is just being stopped ends while we wait for it.
    const server = found ?? (await connectFirst(paths, { ...access, port: await start() }));
    if (server === null) {
      throw new DatabaseError(`The embedded Postgres ended while starting. See ${paths.logFile}.`);
    }
    return {
      ...server,
      adopted: found !== null,
      created,
      stop: (timeoutMs = 8_000) => stopServer({ paths, binaries, user }, timeoutMs),
    };
  } finally {
    clearTimeout(slow);
  }
}

/**
 * Waits until it accepts sessions, which a server that was found and is still starting does not do at once, and makes
 * our database. Null when the server has ended instead.
 */
async function connectFirst(
  paths: ClusterPaths,
  access: Access,
): Promise<Pick<EmbeddedPostgres, 'url' | 'port' | 'isAlive' | 'prepareStop'> | null> {
  const urlOf = (database: string): string =>
    `postgresql://${superuser}:${access.password}@127.0.0.1:${access.port}/${database}?sslmode=disable`;
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    /* oxlint-disable no-await-in-loop -- waits for one server */
    try {
      await query(urlOf('postgres'), `CREATE DATABASE ${databaseName}`);
      break;
    } catch (error) {
      const code = errorCode(error);
      if (code === '42P04') break;
      const postmaster = await findPostmaster(paths.clusterDir);
      if (code === '28P01') {
        throw new DatabaseError(`The embedded Postgres refuses the password in ${paths.accessFile}.`, {
          cause: error,
        });
      }
      if (code === '53100') throw new DatabaseError(diskFullMessage(paths.dataDir), { cause: error });
      if (postmaster === null) return null;
      if (Date.now() > deadline) throw error;
      await pause(100);
    }
    /* oxlint-enable no-await-in-loop */
  }
  const postmaster = await findPostmaster(paths.clusterDir);
  return {
    url: urlOf(databaseName),
    port: access.port,
    isAlive: async () => postmaster !== null && (await isServing(postmaster.pid, paths.clusterDir)),
    prepareStop: () => query(urlOf(databaseName), 'CHECKPOINT').catch(() => undefined),
  };
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 60_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => undefined);
  }
}

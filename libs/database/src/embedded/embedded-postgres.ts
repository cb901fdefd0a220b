import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseError, errorCode } from '../database-error.js';
import { findBinaries, type Binaries } from './binaries.js';
import {
  assertDiskSpace,
  diskFullMessage,
  hasData,
  initialise,
  prepareFolders,
  readAccess,
  rotateLog,
  saveAccess,
  superuser,
  type Access,
  type ClusterPaths,
} from './cluster.js';
import { failureKind, tellingLine } from './failure.js';
import { findFreePort } from './free-port.js';
import { endOrphans, findPostmaster, isServing, removeMisleadingLockFile } from './postmaster.js';
import { serverSettings, settingsFile } from './server-settings.js';
import { chooseServerUser, type ServerUser } from './server-user.js';

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
const startTimeoutMs = 10 * 60_000;
const slowAfterMs = 5_000;
/** How long backends of a killed server may take to notice and end. */
const predecessorTimeoutMs = 20_000;
const logSizeMax = 10 * 1024 * 1024;

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
    const running = await findPostmaster(paths.clusterDir);
    const port =
      running?.port ?? (await start(paths, binaries, user, { access, settings: options.settings ?? {} }));
    const server = await connectFirst(paths, { ...access, port });
    return {
      ...server,
      port,
      adopted: running !== null,
      created,
      stop: (timeoutMs = 8_000) => stop(paths, binaries, user, timeoutMs),
    };
  } finally {
    clearTimeout(slow);
  }
}

async function start(
  paths: ClusterPaths,
  binaries: Binaries,
  user: ServerUser,
  { access, settings }: { access: Access; settings: Readonly<Record<string, string>> },
): Promise<number> {
  await assertDiskSpace(paths.dataDir, 'start');
  await rotateLog(paths.logFile, logSizeMax);
  await removeMisleadingLockFile(paths.clusterDir);
  await endOrphans(paths.clusterDir);
  const deadline = Date.now() + predecessorTimeoutMs;
  for (;;) {
    /* oxlint-disable no-await-in-loop -- attempts at starting one server come one after the other */
    const port = await findFreePort(access.port);
    if (port !== access.port) await saveAccess(paths, { ...access, port });
    await writeSettings(paths, user, { ...serverSettings(memoryBytes()), port: String(port), ...settings });
    const logSize = await sizeOf(paths.logFile);
    const { code, output } = await user.run(
      [
        binaries.pgCtl,
        'start',
        `--pgdata=${paths.clusterDir}`,
        `--log=${paths.logFile}`,
        '--wait',
        `--timeout=${startTimeoutMs / 1000}`,
        '--silent',
      ],
      startTimeoutMs + 5_000,
    );
    if (code === 0) return port;
    const log = (await readFile(paths.logFile, 'utf8').catch(() => '')).slice(logSize);
    const kind = failureKind(log + output);
    const retriable = kind === 'predecessor' || kind === 'port taken';
    if (!retriable || Date.now() > deadline) throw new DatabaseError(startMessage(paths, log, output));
    await pause(250);
    /* oxlint-enable no-await-in-loop */
  }
}

async function stop(
  paths: ClusterPaths,
  binaries: Binaries,
  user: ServerUser,
  timeoutMs: number,
): Promise<void> {
  const stopBy = async (mode: 'fast' | 'immediate', limitMs: number): Promise<boolean> => {
    if ((await findPostmaster(paths.clusterDir)) === null) return true;
    const seconds = Math.max(1, Math.round(limitMs / 1000));
    await user.run(
      [
        binaries.pgCtl,
        'stop',
        `--pgdata=${paths.clusterDir}`,
        `--mode=${mode}`,
        '--wait',
        `--timeout=${seconds}`,
        '--silent',
      ],
      limitMs + 5_000,
    );
    return (await findPostmaster(paths.clusterDir)) === null;
  };
  // An immediate stop loses nothing either; it only makes the next start longer, as the log has to be replayed.
  if ((await stopBy('fast', timeoutMs)) || (await stopBy('immediate', 6_000))) return;
  throw new DatabaseError(
    `The embedded Postgres in ${paths.clusterDir} does not stop. See ${paths.logFile}.`,
  );
}

/** Waits until it accepts sessions, which an adopted server that is still starting may not do, and makes our database. */
async function connectFirst(
  paths: ClusterPaths,
  access: Access,
): Promise<Pick<EmbeddedPostgres, 'url' | 'isAlive' | 'prepareStop'>> {
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
      if (postmaster === null || Date.now() > deadline) {
        throw new DatabaseError(`The embedded Postgres ended while starting. See ${paths.logFile}.`, {
          cause: error,
        });
      }
      await pause(100);
    }
    /* oxlint-enable no-await-in-loop */
  }
  const postmaster = await findPostmaster(paths.clusterDir);
  return {
    url: urlOf(databaseName),
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

async function writeSettings(
  paths: ClusterPaths,
  user: ServerUser,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const file = join(paths.clusterDir, 'hydra.conf');
  await writeFile(file, settingsFile(settings), { mode: 0o600 });
  await user.own(file);
  const main = join(paths.clusterDir, 'postgresql.conf');
  const include = "include 'hydra.conf'";
  if (!(await readFile(main, 'utf8')).includes(include)) await appendFile(main, `\n${include}\n`);
}

function startMessage(paths: ClusterPaths, log: string, output: string): string {
  const said = log.trim() === '' ? output : log;
  if (failureKind(said) === 'disk full') return diskFullMessage(paths.dataDir);
  return `The embedded Postgres does not start: ${tellingLine(said)} (more in ${paths.logFile})`;
}

/** What this machine, or the container it runs in, gives us. */
function memoryBytes(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (stats) => stats.size,
    () => 0,
  );
}

import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseError } from '../database-error.js';
import type { Binaries } from './binaries.js';
import {
  assertDiskSpace,
  diskFullMessage,
  rotateLog,
  saveAccess,
  type Access,
  type ClusterPaths,
} from './cluster.js';
import { failureKind, tellingLine } from './failure.js';
import { findFreePort } from './free-port.js';
import { endOrphans, findPostmaster, removeMisleadingLockFile } from './postmaster.js';
import { serverSettings, settingsFile } from './server-settings.js';
import type { ServerUser } from './server-user.js';

/** What it takes to start and stop one server. */
export interface Server {
  readonly paths: ClusterPaths;
  readonly binaries: Binaries;
  readonly user: ServerUser;
}

/** How long a start may take, of which going through the log after a crash is the longest part. */
export const startTimeoutMs = 10 * 60_000;
/** How long backends of a killed server may take to notice and end. */
const predecessorTimeoutMs = 20_000;
const logSizeMax = 10 * 1024 * 1024;

/**
 * Starts the server, out of reach of the terminal's Ctrl-C.
 * @returns the port it listens on: the one of last time, or another one where somebody else has taken that
 */
export async function startServer(
  { paths, binaries, user }: Server,
  access: Access,
  settings: Readonly<Record<string, string>>,
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

/** Stops the server, at first in order and then, when that takes longer than this, at once. */
export async function stopServer({ paths, binaries, user }: Server, timeoutMs: number): Promise<void> {
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

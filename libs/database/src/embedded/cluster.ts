import { randomBytes } from 'node:crypto';
import {
  access,
  constants,
  mkdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseError, errorCode } from '../database-error.js';
import { postgresMajor, type Binaries } from './binaries.js';
import { failureKind, tellingLine } from './failure.js';
import type { ServerUser } from './server-user.js';

/** The folders and files of an embedded Postgres; all absolute, with symbolic links resolved. */
export interface ClusterPaths {
  readonly dataDir: string;
  /** Belongs to the user whom Postgres runs as. */
  readonly serverDir: string;
  /** What Postgres calls its data directory. */
  readonly clusterDir: string;
  readonly logFile: string;
  /** Password and port, readable by us alone. */
  readonly accessFile: string;
}

/** How to reach the embedded Postgres. */
export interface Access {
  readonly password: string;
  readonly port: number;
}

export const superuser = 'hydra';

const initTimeoutMs = 120_000;
/** An empty cluster takes some 60 MB, a start a few segments of the log of 16 MB each; the rest is room to get going. */
const freeMbMin = { create: 256, start: 96 };

/**
 * Makes the folder that everything of ours is kept in.
 * @returns its path, with symbolic links resolved
 * @throws DatabaseError that says why the folder cannot be used
 */
export async function prepareDataDir(dataDir: string): Promise<string> {
  try {
    // Passable, so that the user whom Postgres runs as gets to its own folder when we are root.
    await mkdir(dataDir, { recursive: true, mode: 0o711 });
    await access(dataDir, constants.W_OK);
    return await realpath(dataDir);
  } catch (error) {
    throw new DatabaseError(folderMessage(dataDir, error), { cause: error });
  }
}

/** Makes the data folder and says where everything in it is. */
export async function prepareFolders(dataDir: string): Promise<ClusterPaths> {
  const root = await prepareDataDir(dataDir);
  try {
    const serverDir = join(root, 'postgres');
    await mkdir(serverDir, { recursive: true, mode: 0o700 });
    return {
      dataDir: root,
      serverDir,
      clusterDir: join(serverDir, 'data'),
      logFile: join(serverDir, 'server.log'),
      accessFile: join(root, 'postgres.json'),
    };
  } catch (error) {
    throw new DatabaseError(folderMessage(dataDir, error), { cause: error });
  }
}

/** @throws DatabaseError when so little of the disk is left that Postgres would not get far */
export async function assertDiskSpace(dataDir: string, purpose: keyof typeof freeMbMin): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir);
  const freeMb = Math.floor((bavail * bsize) / 1024 / 1024);
  if (freeMb < freeMbMin[purpose]) {
    throw new DatabaseError(
      `${diskFullMessage(dataDir)} There are ${freeMb} MB free, and Postgres needs ${freeMbMin[purpose]} MB.`,
    );
  }
}

/** Whether data is there. @throws DatabaseError when another version of Postgres wrote it, or it is not ours to read */
export async function hasData(paths: ClusterPaths): Promise<boolean> {
  try {
    const version = (await readFile(join(paths.clusterDir, 'PG_VERSION'), 'utf8')).trim();
    if (version === postgresMajor) return true;
    throw new DatabaseError(
      `The data in ${paths.clusterDir} was written by Postgres ${version}; this Hydra brings Postgres ${postgresMajor}. ` +
        'Use the Hydra that wrote it, or set HYDRA_DATA_DIR to a new folder.',
    );
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    if (error instanceof DatabaseError) throw error;
    throw new DatabaseError(folderMessage(paths.clusterDir, error), { cause: error });
  }
}

/** Makes an empty database cluster with a password of its own. Broken off half-way, it leaves nothing that looks whole. */
export async function initialise(
  paths: ClusterPaths,
  binaries: Binaries,
  user: ServerUser,
  port: number,
): Promise<void> {
  const made: Access = { password: randomBytes(24).toString('base64url'), port };
  const unfinished = `${paths.clusterDir}.unfinished`;
  const passwordFile = join(paths.serverDir, 'initial-password');
  await rm(unfinished, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  try {
    await writeFile(passwordFile, `${made.password}\n`, { mode: 0o600, flag: 'wx' });
    await user.own(passwordFile);
    const { code, output } = await user.run(
      [
        binaries.initdb,
        `--pgdata=${unfinished}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // Sorts by code point, the same on every machine and the same as our own sorting before an upsert.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
      ],
      initTimeoutMs,
    );
    if (code !== 0) throw new DatabaseError(initMessage(paths, output));
    await saveAccess(paths, made);
    await rename(unfinished, paths.clusterDir);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (errorCode(error) === 'ENOSPC')
      throw new DatabaseError(diskFullMessage(paths.dataDir), { cause: error });
    throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Reads password and port. @throws DatabaseError when the file is missing or broken */
export async function readAccess(paths: ClusterPaths): Promise<Access> {
  const text = await readFile(paths.accessFile, 'utf8').catch(() => '');
  try {
    const saved: unknown = JSON.parse(text);
    if (isAccess(saved)) return saved;
  } catch {
    // Told below, like a file with something else in it.
  }
  throw new DatabaseError(
    `The password of the embedded Postgres is missing from ${paths.accessFile}. ` +
      `Put that file back, or move ${paths.serverDir} away to begin anew.`,
  );
}

/** Keeps password and port for the next start. */
export async function saveAccess(paths: ClusterPaths, changed: Access): Promise<void> {
  const next = `${paths.accessFile}.next`;
  await rm(next, { force: true });
  await writeFile(next, `${JSON.stringify(changed)}\n`, { mode: 0o600, flag: 'wx', flush: true });
  await rename(next, paths.accessFile);
}

/** Puts a log that has grown large aside, keeping one. */
export async function rotateLog(file: string, sizeMax: number): Promise<void> {
  const size = await stat(file).then(
    (stats) => stats.size,
    () => 0,
  );
  if (size > sizeMax) await rename(file, `${file}.1`);
}

export function diskFullMessage(dataDir: string): string {
  return `The disk of ${dataDir} is full. Free some space, or set HYDRA_DATA_DIR to a larger one.`;
}

function initMessage(paths: ClusterPaths, output: string): string {
  if (failureKind(output) === 'disk full') return diskFullMessage(paths.dataDir);
  return `The embedded Postgres could not make its data folder ${paths.clusterDir}: ${tellingLine(output)}`;
}

function folderMessage(folder: string, error: unknown): string {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFullMessage(folder);
    case 'EACCES':
    case 'EPERM':
      return `The folder ${folder} belongs to another user. Start Hydra as that user, or set HYDRA_DATA_DIR to another folder.`;
    case 'EROFS':
      return `The folder ${folder} is on a read-only disk. Set HYDRA_DATA_DIR to a folder that can be written to.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `${folder} is not a folder. Set HYDRA_DATA_DIR to a folder.`;
    default:
      return `The folder ${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function isAccess(value: unknown): value is Access {
  return (
    typeof value === 'object' &&
    value !== null &&
    'password' in value &&
    typeof value.password === 'string' &&
    'port' in value &&
    typeof value.port === 'number'
  );
}

import { readFile, rm, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { StartError } from './start-error.js';

/** Held for as long as Hydra runs in a folder. */
export interface StartLock {
  /** Whether an earlier Hydra ended without giving its lock back, so that some of its processes may still be leaving. */
  readonly predecessorDied: boolean;
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  /** Where its API is reached from this machine. */
  readonly apiUrl: string | null;
  /** Tells a process from a later one of the same number; null where the system does not say. */
  readonly startedAt: string | null;
}

const attemptsMax = 3;

/**
 * Makes sure that only one Hydra runs in this folder.
 * @throws StartError while another one does
 */
export async function takeStartLock(dataDir: string, apiUrl: string): Promise<StartLock> {
  const file = lockFile(dataDir);
  const self: Holder = { pid: process.pid, apiUrl, startedAt: await startedAt(process.pid) };
  let predecessorDied = false;
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    /* oxlint-disable no-await-in-loop -- one attempt after the other */
    if (await create(file, self)) {
      return { predecessorDied, release: () => rm(file, { force: true }) };
    }
    const holder = await readHolder(file);
    if (holder !== null && (await isAlive(holder))) break;
    predecessorDied = true;
    await rm(file, { force: true });
    /* oxlint-enable no-await-in-loop */
  }
  throw new StartError(
    `Hydra is running in this folder already (${dataDir}). Stop that one first, or set HYDRA_DATA_DIR to another folder.`,
  );
}

/** Where the API of the Hydra is reached that runs in this folder, or null when none does. */
export async function findRunning(dataDir: string): Promise<string | null> {
  const holder = await readHolder(lockFile(dataDir));
  return holder !== null && (await isAlive(holder)) ? holder.apiUrl : null;
}

const lockFile = (dataDir: string): string => join(dataDir, 'hydra.lock');

async function create(file: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(file: string): Promise<Holder | null> {
  try {
    const holder: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof holder !== 'object' || holder === null || !('pid' in holder)) return null;
    if (typeof holder.pid !== 'number') return null;
    const at = 'startedAt' in holder && typeof holder.startedAt === 'string' ? holder.startedAt : null;
    const apiUrl = 'apiUrl' in holder && typeof holder.apiUrl === 'string' ? holder.apiUrl : null;
    return { pid: holder.pid, apiUrl, startedAt: at };
  } catch {
    return null;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return holder.startedAt === null || holder.startedAt === (await startedAt(holder.pid));
}

/** When a process began, in ticks since the machine did; the field after the name, which may itself hold blanks. */
async function startedAt(pid: number): Promise<string | null> {
  if (platform() !== 'linux') return null;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? null : (fields[19] ?? null);
}

import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { run } from './run.js';

/** The main process of a Postgres that serves a data folder of ours. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** Finds the Postgres that serves this data folder, or null. A process that merely has inherited its number is not it. */
export async function findPostmaster(clusterDir: string): Promise<Postmaster | null> {
  const lock = await readLockFile(clusterDir);
  return lock !== null && (await isServing(lock.pid, clusterDir)) ? lock : null;
}

/** Whether this process is a Postgres that serves this data folder. */
export async function isServing(pid: number, clusterDir: string): Promise<boolean> {
  const command = await commandLine(pid);
  return command.includes('postgres') && command.includes(clusterDir);
}

/**
 * Removes a lock file that an earlier Postgres left behind and whose process number now belongs to something else,
 * which Postgres would mistake for its predecessor. Everything doubtful is left for Postgres itself to judge.
 */
export async function removeMisleadingLockFile(clusterDir: string): Promise<void> {
  const lock = await readLockFile(clusterDir);
  if (lock === null || platform() !== 'linux' || !isRunning(lock.pid)) return;
  if ((await isServing(lock.pid, clusterDir)) || (await isInUse(clusterDir))) return;
  await rm(lockFile(clusterDir), { force: true });
}

/**
 * Ends the backends that outlived their killed postmaster: one in the middle of a long statement would notice only
 * after it, and until then no other server may use the data. What they did was not committed and is undone.
 */
export async function endOrphans(clusterDir: string): Promise<void> {
  if (platform() !== 'linux' || (await findPostmaster(clusterDir)) !== null) return;
  for (const pid of await listProcessesIn(clusterDir)) {
    // oxlint-disable-next-line no-await-in-loop -- a handful of processes at most
    if ((await commandLine(pid)).startsWith('postgres:')) endAtOnce(pid);
  }
}

function endAtOnce(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It has ended by itself in the meantime.
  }
}

async function isInUse(clusterDir: string): Promise<boolean> {
  return (await listProcessesIn(clusterDir)).length > 0;
}

/** Postgres makes its data folder the working directory of all its processes. */
async function listProcessesIn(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_, index) => folders[index] === folder).map(Number);
}

async function readLockFile(clusterDir: string): Promise<Postmaster | null> {
  const text = await readFile(lockFile(clusterDir), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return Number.isInteger(pid) && pid > 1 && Number.isInteger(port) ? { pid, port } : null;
}

function lockFile(clusterDir: string): string {
  return join(clusterDir, 'postmaster.pid');
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Empty for a process that is gone, and for one that has ended and was not collected. */
async function commandLine(pid: number): Promise<string> {
  if (platform() === 'linux') {
    const raw = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return raw.replaceAll('\0', ' ');
  }
  const { code, output } = await run(['ps', '-ww', '-o', 'command=', '-p', String(pid)], {
    timeoutMs: 2_000,
  });
  return code === 0 ? output : '';
}

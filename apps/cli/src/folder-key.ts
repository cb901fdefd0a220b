import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { createPrisma } from '#database';
import { createKey, digestKey, keyStore, type LiveKey } from '#keys';
import { StartError } from './start-error.js';

/** The key that commands of this folder send with, and whose it is. */
export interface FolderKey {
  readonly key: string;
  readonly workspaceId: number;
}

const keyName = 'Command line of this folder';

/**
 * The key of this folder: made on the first use, and kept in a file that only its owner can read, as the password of
 * the embedded Postgres is. One that was revoked, that has expired, or that another database knows nothing of, is replaced.
 * @throws StartError where there is no workspace yet
 */
export async function getFolderKey(pool: pg.Pool, dataDir: string): Promise<FolderKey> {
  const file = join(dataDir, 'key');
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  const known = kept === '' ? null : await findKey(pool, kept);
  if (known !== null && (known.expiresAtMs ?? Infinity) > Date.now())
    return { key: kept, workspaceId: known.workspaceId };
  const prisma = await createPrisma(pool);
  try {
    const workspace = await prisma.workspace.findFirst({ orderBy: { id: 'asc' }, select: { id: true } });
    if (workspace === null)
      throw new StartError('There is no workspace yet. Run npm start once: it makes the first one.');
    const { key } = await createKey(prisma, {
      workspaceId: workspace.id,
      name: keyName,
      createdBy: 'command line',
    });
    await keep(file, key);
    return { key, workspaceId: workspace.id };
  } finally {
    await prisma.$disconnect();
  }
}

/** The workspace of a key that this database knows and that is not revoked, or null. */
export async function findKeyOwner(pool: pg.Pool, key: string): Promise<number | null> {
  return (await findKey(pool, key))?.workspaceId ?? null;
}

async function findKey(pool: pg.Pool, key: string): Promise<LiveKey | null> {
  const finding = await keyStore(pool).find(digestKey(key));
  return finding === 'unknown' || 'revoked' in finding ? null : finding;
}

async function keep(file: string, key: string): Promise<void> {
  const next = `${file}.next`;
  await rm(next, { force: true });
  await writeFile(next, `${key}\n`, { mode: 0o600, flag: 'wx' });
  await rename(next, file);
}

import { chown, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseError, errorCode } from '../database-error.js';
import { run, type Outcome } from './run.js';

/** Whom the Postgres programs run as: ourselves, or, as Postgres refuses to run as root, a user of its own. */
export interface ServerUser {
  /** Runs a Postgres program as this user, to its end. */
  run(command: readonly [string, ...string[]], timeoutMs: number): Promise<Outcome>;
  /** Makes a file or folder of ours belong to this user. */
  own(path: string): Promise<void>;
}

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

const userName = 'postgres';
const lookUpTimeoutMs = 5_000;

/**
 * Decides whom Postgres runs as. Root becomes the user `postgres`, who is made where there is none; and where that user
 * cannot reach the folders (a project below /root, say), it is given the right to pass through folders of others.
 * @throws DatabaseError where there is no way
 */
export async function chooseServerUser(paths: { program: string; clusterDir: string }): Promise<ServerUser> {
  if (process.getuid?.() !== 0) {
    return { run: (command, timeoutMs) => run(command, { timeoutMs }), own: () => Promise.resolve() };
  }
  const ids = (await findOwner(paths.clusterDir)) ?? (await findUser()) ?? (await makeUser());
  const own = (path: string): Promise<void> => chown(path, ids.uid, ids.gid);
  const plain: ServerUser = { run: (command, timeoutMs) => run(command, { timeoutMs, ...ids }), own };
  if (await canReach(plain, paths)) return plain;
  const passing: ServerUser = {
    run: ([program, ...args], timeoutMs) => run([...passingThrough(ids), program, ...args], { timeoutMs }),
    own,
  };
  if (await canReach(passing, paths)) return passing;
  throw new DatabaseError(
    `Postgres does not run as root, and the user ${userName} cannot reach ${dirname(paths.clusterDir)}. ` +
      'Move this folder out of the private one it is in, or start Hydra as another user.',
  );
}

/** Data that is there already decides: Postgres runs only as the user whom its data belongs to. */
async function findOwner(clusterDir: string): Promise<Ids | null> {
  try {
    const { uid, gid } = await stat(clusterDir);
    return uid === 0 ? null : { uid, gid };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function findUser(): Promise<Ids | null> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map((option) => run(['id', option, userName], { timeoutMs: lookUpTimeoutMs })),
  );
  if (uid?.code !== 0 || gid?.code !== 0) return null;
  return { uid: Number(uid.output), gid: Number(gid.output) };
}

async function makeUser(): Promise<Ids> {
  const made = await run(['useradd', '--system', '--user-group', '--no-create-home', userName], {
    timeoutMs: lookUpTimeoutMs,
  });
  const user = await findUser();
  if (user !== null) return user;
  throw new DatabaseError(
    `Postgres does not run as root, and there is no user ${userName} and none could be made ` +
      `(${made.output.trim().split('\n')[0]}). Make one, or start Hydra as another user.`,
  );
}

function passingThrough({ uid, gid }: Ids): [string, ...string[]] {
  return [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ];
}

async function canReach(user: ServerUser, paths: { program: string; clusterDir: string }): Promise<boolean> {
  const { code } = await user.run(
    ['/bin/sh', '-c', 'test -x "$0" && cd "$1"', paths.program, dirname(paths.clusterDir)],
    lookUpTimeoutMs,
  );
  return code === 0;
}

import { relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '#config';
import { assertReachable, startEmbeddedPostgres, whereOf, type EmbeddedPostgres } from '#database';

/** The Postgres in use: the one of DATABASE_URL, which is not ours to stop, or the embedded one. */
export interface Database {
  readonly url: string;
  /** For the terminal; holds no secret. */
  readonly description: string;
  /** null when it is not ours to stop. */
  readonly embedded: EmbeddedPostgres | null;
}

const watchMs = 500;
const retryMs = 1_000;

/** Opens the Postgres that the settings ask for. @throws DatabaseError in one line */
export async function openDatabase(config: Config, note: (text: string) => void): Promise<Database> {
  if (config.databaseUrl !== null) {
    await assertReachable(config.databaseUrl);
    return { url: config.databaseUrl, description: whereOf(config.databaseUrl), embedded: null };
  }
  const embedded = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    onSlow: () => note('Postgres is going through what it wrote before it was stopped the last time …'),
  });
  const state = embedded.adopted ? 'was running already' : 'embedded';
  return {
    url: embedded.url,
    description: `${state}, port ${embedded.port}, data in ${relative('.', config.dataDir) || '.'}/postgres`,
    embedded,
  };
}

/** Looks after the embedded Postgres until aborted: one that has died is started again. */
export async function keepAlive(
  embedded: EmbeddedPostgres,
  options: {
    dataDir: string;
    signal: AbortSignal;
    note: (text: string) => void;
    onRestart: (now: EmbeddedPostgres) => void;
  },
): Promise<void> {
  let current = embedded;
  let dead = false;
  while (!options.signal.aborted) {
    /* oxlint-disable no-await-in-loop -- watches one server */
    await pause(dead ? retryMs : watchMs, undefined, { signal: options.signal }).catch(() => undefined);
    if (options.signal.aborted || (await current.isAlive())) continue;
    if (!dead) options.note('Postgres ended; starting it again.');
    try {
      current = await startEmbeddedPostgres({ dataDir: options.dataDir });
      dead = false;
      options.onRestart(current);
      options.note('Postgres is back.');
    } catch (error) {
      if (!dead) options.note(error instanceof Error ? error.message : String(error));
      dead = true;
    }
    /* oxlint-enable no-await-in-loop */
  }
}

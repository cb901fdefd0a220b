import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { childEnvironment } from '#config';
import { createPool, createPrisma } from '#database';
import { eventually } from './eventually.js';
import type { TestDatabase } from './database.js';

/** A Postgres of one test's own, as durable as the real one, that may be killed. */
export interface OwnCluster extends TestDatabase {
  /** Kills the server and everything that works for it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Kills one process that serves a session, upon which Postgres ends all the others and recovers by itself. */
  killBackend(applicationName: string): Promise<void>;
  /** Starts it again on the same data and port, and waits until it has recovered. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('own-cluster-process.js', import.meta.url));

/** Starts a Postgres with the settings of `npm start`, but for the memory, and migrates it. */
export async function startOwnCluster(): Promise<OwnCluster> {
  const host = fork(program, [], {
    // Out of reach of Ctrl-C, so that it is there to clean up.
    detached: true,
    execArgv: [],
    env: childEnvironment({ NODE_OPTIONS: '' }),
  });
  const started = async (): Promise<string> => {
    const [told]: unknown[] = await once(host, 'message');
    if (typeof told === 'object' && told !== null && 'url' in told && typeof told.url === 'string')
      return told.url;
    throw new Error(`The Postgres of this test did not start: ${JSON.stringify(told)}`);
  };
  const url = await started();
  const pool = createPool(url, { max: 3, applicationName: 'hydra-test' });
  const prisma = await createPrisma(pool);
  return {
    url,
    pool,
    prisma,
    kill: async () => {
      const pids = await listProcesses(pool);
      for (const pid of pids) killAtOnce(pid);
      await eventually('Postgres is dead', () => !pids.some(isRunning));
    },
    killBackend: async (applicationName) => {
      const { rows } = await pool.query<{ pid: number }>(
        'SELECT pid FROM pg_stat_activity WHERE application_name = $1 LIMIT 1',
        [applicationName],
      );
      const pid = rows[0]?.pid;
      if (pid === undefined) throw new Error(`${applicationName} has no session.`);
      killAtOnce(pid);
    },
    restart: async () => {
      host.send('start');
      if ((await started()) !== url) throw new Error('Postgres came back at another address.');
    },
    close: async () => {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
    stop: async () => {
      if (!pool.ended) await pool.end();
      const gone = once(host, 'exit');
      host.disconnect();
      await gone;
    },
  };
}

/** The server first, so that it cannot start others in their place. */
async function listProcesses(pool: pg.Pool): Promise<number[]> {
  const { rows } = await pool.query<{ pid: number }>(
    `SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid, 0 AS rank
     UNION ALL SELECT pid, 1 FROM pg_stat_activity ORDER BY rank`,
  );
  return rows.map(({ pid }) => pid);
}

function killAtOnce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has noticed that its server is gone, and ended by itself.
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

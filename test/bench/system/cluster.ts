import pg from 'pg';
import { startEmbeddedPostgres } from '#database';

/** The one Postgres of a run, with the settings that `npm start` gives it; Hydra and the textbook service share it. */
export interface Cluster {
  readonly pid: number;
  /** Makes an empty database, or empties it, and returns its URL. */
  freshDatabase(name: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the embedded Postgres with its data in this folder. */
export async function startCluster(dataDir: string): Promise<Cluster> {
  const server = await startEmbeddedPostgres({ dataDir });
  const admin = new pg.Pool({ connectionString: server.url, max: 1, connectionTimeoutMillis: 5_000 });
  const pid = await postmasterPid(admin);
  const dropDatabase = async (name: string): Promise<void> => {
    await admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
  };
  return {
    pid,
    dropDatabase,
    freshDatabase: async (name) => {
      await dropDatabase(name);
      await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    stop: async () => {
      await admin.end();
      await server.stop();
    },
  };
}

async function postmasterPid(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ pid: string }>(
    `SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1) AS pid`,
  );
  return Number(rows[0]?.pid ?? 0);
}

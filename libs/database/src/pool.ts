import pg from 'pg';

/** How a pool is to be held. */
export interface PoolOptions {
  /** Connections at most. */
  readonly max: number;
  /** What Postgres shows of us in pg_stat_activity. */
  readonly applicationName: string;
  /** How long one statement may run; 30 s unless told. */
  readonly statementTimeoutMs?: number;
  /** Postgres settings of every session, such as jit = off. */
  readonly session?: Readonly<Record<string, string>>;
  /** Hears of connections that broke while idle; the pool has replaced them already. */
  readonly onIdleError?: (error: Error) => void;
}

const connectTimeoutMs = 5_000;
const statementTimeoutMsDefault = 30_000;
/** Beyond the server's own limit, so that it strikes only when the server or the network has gone silent. */
const silenceTimeoutMs = 5_000;

/**
 * A pool of connections to Postgres. Connecting, statements and forgotten transactions all have a time limit;
 * a connection that breaks while idle is replaced without a word.
 */
export function createPool(url: string, options: PoolOptions): pg.Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? statementTimeoutMsDefault;
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 60_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + silenceTimeoutMs,
    idle_in_transaction_session_timeout: 60_000,
    options: Object.entries(options.session ?? {})
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // Without a listener, Node ends the process when an idle connection breaks.
  pool.on('error', (error) => options.onIdleError?.(error));
  return pool;
}

import pg from 'pg';
import { DatabaseError, errorCode } from './database-error.js';

/** Older servers lack what the schema uses. */
const serverVersionMin = 150_000;

/**
 * Makes sure that Postgres answers at this URL, is recent enough and can be written to.
 * @throws DatabaseError that says where we tried, why it failed and what to do, without user name or password
 */
export async function assertReachable(url: string, timeoutMs = 5_000): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    application_name: 'hydra-check',
  });
  // A connection that breaks while we wait rejects the query too; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number; readonly: boolean }>(
      `SELECT current_setting('server_version_num')::int AS version, pg_is_in_recovery() AS readonly`,
    );
    const server = rows[0];
    if (server === undefined || server.version < serverVersionMin) {
      throw new DatabaseError(
        `The Postgres of DATABASE_URL is version ${Math.floor((server?.version ?? 0) / 10_000)}; Hydra needs 15 or newer.`,
      );
    }
    if (server.readonly) {
      throw new DatabaseError('The Postgres of DATABASE_URL is a read-only replica. Set it to the primary.');
    }
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    throw new DatabaseError(
      `Cannot use the Postgres of DATABASE_URL (${whereOf(url)}): ${reasonOf(error, timeoutMs)}.`,
      { cause: error },
    );
  } finally {
    client.end().catch(() => undefined);
  }
}

/** Host, port and database of a URL, without user name and password. */
export function whereOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port === '' ? '5432' : port}${pathname}`;
}

function reasonOf(error: unknown, timeoutMs: number): string {
  switch (errorCode(error)) {
    case 'ECONNREFUSED':
      return 'nothing listens there. Start it, or correct DATABASE_URL';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'there is no such host. Correct DATABASE_URL';
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'the host does not answer. Check the address and the firewall';
    case '28P01':
    case '28000':
      return 'it refuses this user name or password';
    case '3D000':
      return 'there is no such database. Create it, or correct DATABASE_URL';
    case '53300':
      return 'it has no connection left. Raise max_connections, or free some';
    default: {
      const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
      return /timeout|timed out/i.test(message) ? `no answer within ${timeoutMs / 1000} s` : message;
    }
  }
}

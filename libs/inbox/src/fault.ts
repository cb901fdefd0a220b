import pg from 'pg';

/**
 * SQLSTATE classes that blame what was sent: 22 data exception, 23 integrity constraint, 54 program limit.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const eventsFaultClasses = new Set(['22', '23', '54']);

/**
 * Whether an error would come again with the same event, whatever the state of the system. Everything else (a lost
 * connection, a full disk, a missing table) is our trouble: the event waits until it is over.
 */
export function isEventsFault(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return eventsFaultClasses.has(error.code?.slice(0, 2) ?? '');
  return error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError;
}

/** Whether a statement took longer than it may: too much was asked of it, or the system is slow. */
export const isTimeout = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === '57014';

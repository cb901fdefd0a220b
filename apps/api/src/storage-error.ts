/**
 * Whether an error says that the database cannot be used at this moment: not reached, broken off, out of room, too slow.
 * The same request succeeds later, so it is no fault of the caller, and none of ours.
 */
export function isStorageError(error: unknown): boolean {
  for (
    let cause = error, depth = 0;
    cause !== undefined && depth < causesMax;
    cause = causeOf(cause), depth += 1
  ) {
    const code = codeOf(cause);
    if ((code !== null && isStorageCode(code)) || isFailedConnect(cause)) return true;
    if (cause instanceof Error && messages.test(cause.message)) return true;
  }
  return false;
}

const causesMax = 5;

/** Codes of Node's sockets and of Prisma's client that mean the same as the SQLSTATE classes below. */
const codes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'P1000',
  'P1001',
  'P1002',
  'P1008',
  'P1011',
  'P1017',
  'P2024',
  'P2028',
  'P2037',
]);

/**
 * SQLSTATE: 08 connection, 53 out of resources, 57 stopped or cancelled, 58 system error; 25006 read only, 28 not let
 * in, 3D000 no such database, 40 rolled back for others, 55P03 lock not available.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const sqlState = /^(?:08...|53...|57...|58...|28...|40...|25006|3D000|55P03)$/;

/** What pg and its pool throw without a code. */
const messages =
  /^(?:timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

/** A socket file that is missing is ENOENT, which alone may be any file. The API connects to nothing else on a request's behalf. */
const isFailedConnect = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && error.syscall === 'connect';

const isStorageCode = (code: string): boolean => codes.has(code) || sqlState.test(code);

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('originalCode' in error && typeof error.originalCode === 'string') return error.originalCode;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return null;
}

/** Prisma keeps the driver's own error in `cause` or in `meta.driverAdapterError`; Node those of all addresses in `errors`. */
function causeOf(error: unknown): unknown {
  if (error instanceof AggregateError) return error.errors[0];
  if (typeof error !== 'object' || error === null) return undefined;
  if ('cause' in error && error.cause !== undefined) return error.cause;
  if (!('meta' in error) || typeof error.meta !== 'object' || error.meta === null) return undefined;
  return 'driverAdapterError' in error.meta ? error.meta.driverAdapterError : undefined;
}

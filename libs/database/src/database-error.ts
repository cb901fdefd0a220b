import { OperatorError } from '#config';

/** What stands between us and a working database. The message is one line that says what happened and what to do. */
export class DatabaseError extends OperatorError {
  override name = 'DatabaseError';
}

/** The code of an error of Node or Postgres (ECONNREFUSED, 28P01), or null where it carries none. */
export function errorCode(error: unknown): string | null {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

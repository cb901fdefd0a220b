import type pg from 'pg';
import { errorCode, inTransaction, type Transaction } from '#database';
import { OwnersMoved } from '#identity';

const attemptsMax = 10;
/** A deadlock, or a failed serialization. */
const lostRaces: ReadonlySet<string | null> = new Set(['40P01', '40001']);

/** Runs the work in a transaction, and in another one where workers came in between. */
export async function inTransactionAnew<Result>(
  pool: pg.Pool,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(pool, work);
    } catch (error) {
      const lost = error instanceof OwnersMoved || lostRaces.has(errorCode(error));
      if (!lost || attempt >= attemptsMax) throw error;
    }
  }
}

import type pg from 'pg';

/** An open transaction. Queries are sent through it one after the other. */
export type Transaction = Pick<pg.ClientBase, 'query'>;

/**
 * Runs the work in one transaction: committed when it returns, undone when it throws. What it returned is known to be
 * on disk.
 * @throws what the work threw, or why the commit failed; in that last case it is unknown whether it took effect
 */
export async function inTransaction<Result>(
  pool: pg.Pool,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection may break between two queries; without a listener that ends the process.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    const { command } = await client.query('COMMIT');
    // Postgres answers COMMIT with ROLLBACK when a statement failed and the work went on regardless.
    if (command !== 'COMMIT')
      throw new Error('The transaction had failed and was rolled back instead of committed.');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: unknown) => {
      broken = rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError));
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

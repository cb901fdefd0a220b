import type { Transaction } from '#database';
import { countingLock } from './product-usage-scanner.js';

const lockTimeoutMs = 10_000;

/**
 * For the rest of the transaction no events are stored or counted; and all that are from then on are so after it, with
 * the workspace at another number of erasures and another generation.
 * @returns that generation
 */
export async function beginErasure(tx: Transaction, workspaceId: number): Promise<number> {
  await tx.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
  await tx.query(`SELECT pg_advisory_xact_lock(${countingLock.class}, ${countingLock.id})`);
  const { rows } = await tx.query<{ generation: number }>({
    name: 'workspace-begin-erasure',
    text: `UPDATE workspace SET erasures = erasures + 1, generation = generation + 1 WHERE id = $1
           RETURNING generation`,
    values: [workspaceId],
  });
  const [row] = rows;
  if (row === undefined) throw new Error(`There is no workspace ${workspaceId}.`);
  return row.generation;
}

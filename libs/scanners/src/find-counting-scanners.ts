import type { Transaction } from '#database';
import {
  countingLock,
  productUsageKind,
  toProductUsageScanner,
  type ProductUsageScanner,
} from './product-usage-scanner.js';

/** What a workspace counts at this moment. */
export interface Counting {
  /** The generation under which the events of this transaction are stored. */
  readonly generation: number;
  /** Days begin and end in it. */
  readonly timeZone: string;
  /** How often somebody was erased or suppressed. At 0, nobody is to be left out. */
  readonly erasures: number;
  /** Empty: events are stored and not counted. */
  readonly scanners: ProductUsageScanner[];
}

type Row = {
  workspace_id: number;
  workspace_generation: number;
  time_zone: string;
  erasures: number;
  id: number | null;
  generation: number | null;
  settings: unknown;
};

/**
 * What each of these workspaces counts. Takes the counting lock shared, so that what is answered stays true until the
 * transaction ends.
 */
export async function findCountingScanners(
  tx: Transaction,
  workspaceIds: readonly number[],
): Promise<Map<number, Counting>> {
  await tx.query(`SELECT pg_advisory_xact_lock_shared(${countingLock.class}, ${countingLock.id})`);
  const { rows } = await tx.query<Row>({
    name: 'scanner-find-counting',
    text: `SELECT w.id AS workspace_id, w.generation AS workspace_generation, w.time_zone, w.erasures, s.id, s.generation, s.settings
             FROM workspace w
             LEFT JOIN scanner s ON s.workspace_id = w.id AND s.kind = $2 AND s.deleted_at IS NULL
            WHERE w.id = ANY($1::int[])
            ORDER BY w.id, s.id`,
    values: [workspaceIds, productUsageKind],
  });
  const found = new Map<number, Counting>();
  for (const row of rows) {
    const counting = found.get(row.workspace_id) ?? {
      generation: row.workspace_generation,
      timeZone: row.time_zone,
      erasures: row.erasures,
      scanners: [],
    };
    found.set(row.workspace_id, counting);
    if (row.id !== null && row.generation !== null) {
      counting.scanners.push(
        toProductUsageScanner({ id: row.id, generation: row.generation, settings: row.settings }),
      );
    }
  }
  return found;
}

import type { Transaction } from '#database';
import {
  productUsageKind,
  toProductUsageScanner,
  type ProductUsageScanner,
} from './product-usage-scanner.js';

/** A scanner, with the name that staff gave it. */
export interface NamedScanner extends ProductUsageScanner {
  readonly name: string;
}

/** The scanner whose counts and weights the charts of a workspace show: the oldest one. Null where there is none. */
export async function findChartScanner(db: Transaction, workspaceId: number): Promise<NamedScanner | null> {
  const { rows } = await db.query<{ id: number; name: string; generation: number; settings: unknown }>({
    name: 'scanner-find-chart',
    text: `SELECT id, name, generation, settings
             FROM scanner
            WHERE workspace_id = $1 AND kind = $2 AND deleted_at IS NULL
            ORDER BY id
            LIMIT 1`,
    values: [workspaceId, productUsageKind],
  });
  const row = rows[0];
  return row === undefined ? null : { ...toProductUsageScanner(row), name: row.name };
}

import type { Transaction } from '#database';
import {
  productUsageKind,
  toProductUsageScanner,
  type ProductUsageScanner,
} from './product-usage-scanner.js';

/** A scanner that counts, and how far its recount of older events has come. */
export interface CounterState extends ProductUsageScanner {
  readonly name: string;
  /** Null where there is none. */
  readonly recount: { readonly finished: boolean; readonly afterId: string | null } | null;
}

/** What a workspace counts, to be shown: nothing keeps it from changing meanwhile. */
export async function listCounters(
  db: Transaction,
  workspaceId: number,
): Promise<{ timeZone: string; scanners: CounterState[] }> {
  type Row = {
    time_zone: string;
    id: number | null;
    name: string | null;
    generation: number | null;
    settings: unknown;
    finished: boolean | null;
    after_id: string | null;
  };
  const { rows } = await db.query<Row>({
    name: 'scanner-list-counters',
    text: `SELECT w.time_zone, s.id, s.name, s.generation, s.settings, r.finished_at IS NOT NULL AS finished, r.after_id
             FROM workspace w
             LEFT JOIN scanner s ON s.workspace_id = w.id AND s.kind = $2 AND s.deleted_at IS NULL
             LEFT JOIN recount r ON r.workspace_id = s.workspace_id AND r.scanner_id = s.id
            WHERE w.id = $1
            ORDER BY s.id`,
    values: [workspaceId, productUsageKind],
  });
  return {
    timeZone: rows[0]?.time_zone ?? 'UTC',
    scanners: rows.flatMap(({ id, name, generation, settings, finished, after_id: afterId }) =>
      id === null || name === null || generation === null
        ? []
        : {
            ...toProductUsageScanner({ id, generation, settings }),
            name,
            recount: finished === null ? null : { finished, afterId },
          },
    ),
  };
}

/** Whether a scanner has looked at a stored event: as it came, or in its recount, which goes by the ids. */
export function hasLookedAt(
  { generation, recount }: Pick<CounterState, 'generation' | 'recount'>,
  event: { id: string; generation: number },
): boolean {
  if (event.generation >= generation || recount?.finished === true) return true;
  return recount?.afterId !== null && recount?.afterId !== undefined && event.id <= recount.afterId;
}

import type { Transaction } from '#database';
import {
  productUsageKind,
  toProductUsageScanner,
  type ProductUsageScanner,
} from './product-usage-scanner.js';

/** A scanner, and which events it has counted up to now. */
export interface CountedScanner extends ProductUsageScanner {
  /** The last older event that its recount has come to; null at the beginning. */
  readonly recountedTo: string | null;
  readonly isRecounted: boolean;
}

/** What a workspace counts, and by which calendar. */
export interface Counted {
  /** Raised by whatever changes what is counted. */
  readonly generation: number;
  readonly timeZone: string;
  readonly scanners: CountedScanner[];
}

type Row = {
  workspace_generation: number;
  id: number | null;
  generation: number;
  settings: unknown;
  time_zone: string;
  after_id: string | null;
  is_recounted: boolean;
};

/**
 * The scanners of a workspace and how far each has counted, as this transaction sees it: in one snapshot it fits the
 * events and the counts exactly.
 */
export async function listCounted(tx: Transaction, workspaceId: number): Promise<Counted> {
  const { rows } = await tx.query<Row>({
    name: 'scanner-list-counted',
    text: `SELECT w.generation AS workspace_generation, w.time_zone, s.id, s.generation, s.settings, r.after_id,
                  (r.scanner_id IS NULL OR r.finished_at IS NOT NULL) AS is_recounted
             FROM workspace w
             LEFT JOIN scanner s ON s.workspace_id = w.id AND s.kind = $2 AND s.deleted_at IS NULL
             LEFT JOIN recount r ON r.workspace_id = s.workspace_id AND r.scanner_id = s.id
            WHERE w.id = $1 ORDER BY s.id`,
    values: [workspaceId, productUsageKind],
  });
  return {
    generation: rows[0]?.workspace_generation ?? 0,
    timeZone: rows[0]?.time_zone ?? 'UTC',
    scanners: rows.flatMap(({ id, generation, settings, after_id, is_recounted }) =>
      id === null
        ? []
        : {
            ...toProductUsageScanner({ id, generation, settings }),
            recountedTo: after_id,
            isRecounted: is_recounted,
          },
    ),
  };
}

/**
 * Whether a scanner has counted an event: those of its own or a later generation as they came, older ones by its
 * recount, which goes through them in the order of their ids.
 */
export const hasCounted = (
  { generation, recountedTo, isRecounted }: Omit<CountedScanner, 'id' | 'settings'>,
  event: { id: string; generation: number },
): boolean =>
  event.generation >= generation || isRecounted || (recountedTo !== null && event.id <= recountedTo);

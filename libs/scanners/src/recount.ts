import type { Transaction } from '#database';
import {
  productUsageKind,
  toProductUsageScanner,
  type ProductUsageScanner,
} from './product-usage-scanner.js';

/** Names one recount. */
export interface RecountKey {
  readonly workspaceId: number;
  readonly scannerId: number;
}

/** A recount that is not finished. */
export interface OpenRecount {
  readonly scanner: ProductUsageScanner;
  /** Whose calendar the days are counted by. */
  readonly timeZone: string;
  /** How often somebody was erased or suppressed. At 0, nobody is to be left out. */
  readonly erasures: number;
  /** The last event that was counted; null at the beginning. */
  readonly afterId: string | null;
  readonly total: number;
}

/**
 * Takes a recount for the rest of the transaction: nobody else can go on with it meanwhile.
 * @returns null when there is nothing to do: it is finished, or its scanner is deleted
 */
export async function takeRecount(tx: Transaction, key: RecountKey): Promise<OpenRecount | null> {
  const { rows } = await tx.query<{
    id: number;
    generation: number;
    settings: unknown;
    time_zone: string;
    erasures: number;
    after_id: string | null;
    total: string;
  }>({
    name: 'recount-take',
    text: `SELECT s.id, s.generation, s.settings, w.time_zone, w.erasures, r.after_id, r.total
             FROM recount r
             JOIN scanner s ON s.workspace_id = r.workspace_id AND s.id = r.scanner_id
             JOIN workspace w ON w.id = r.workspace_id
            WHERE r.workspace_id = $1 AND r.scanner_id = $2
              AND r.finished_at IS NULL AND s.deleted_at IS NULL AND s.kind = $3
              FOR UPDATE OF r`,
    values: [key.workspaceId, key.scannerId, productUsageKind],
  });
  const row = rows[0];
  if (row === undefined) return null;
  const { time_zone: timeZone, after_id: afterId, total, erasures } = row;
  return { scanner: toProductUsageScanner(row), timeZone, erasures, afterId, total: Number(total) };
}

/** Afterwards the recount goes on after this event. `total` is how many there are to look at, as far as is known. */
export async function recordRecountProgress(
  tx: Transaction,
  key: RecountKey,
  progress: { afterId: string; scanned: number; total: number },
): Promise<void> {
  await tx.query({
    name: 'recount-progress',
    text: `UPDATE recount SET after_id = $3, scanned = scanned + $4, total = greatest(total, $5, scanned + $4)
            WHERE workspace_id = $1 AND scanner_id = $2`,
    values: [key.workspaceId, key.scannerId, progress.afterId, progress.scanned, progress.total],
  });
}

/** Afterwards the recount is finished. */
export async function finishRecount(tx: Transaction, key: RecountKey): Promise<void> {
  await tx.query({
    name: 'recount-finish',
    text: `UPDATE recount SET finished_at = now(), total = scanned
            WHERE workspace_id = $1 AND scanner_id = $2 AND finished_at IS NULL`,
    values: [key.workspaceId, key.scannerId],
  });
}

/** The recounts that are to be queued, oldest first, 1,000 at most: for the sweep. */
export async function listOpenRecounts(tx: Transaction): Promise<RecountKey[]> {
  const { rows } = await tx.query<{ workspace_id: number; scanner_id: number }>({
    name: 'recount-list-open',
    text: `SELECT r.workspace_id, r.scanner_id
             FROM recount r
             JOIN scanner s ON s.workspace_id = r.workspace_id AND s.id = r.scanner_id
            WHERE r.finished_at IS NULL AND s.deleted_at IS NULL
            ORDER BY r.created_at
            LIMIT 1000`,
  });
  return rows.map((row) => ({ workspaceId: row.workspace_id, scannerId: row.scanner_id }));
}

/** Whether a workspace has a recount that is not finished. */
export async function hasOpenRecount(tx: Transaction, workspaceId: number): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'recount-find-open',
    text: `SELECT FROM recount r JOIN scanner s ON s.workspace_id = r.workspace_id AND s.id = r.scanner_id
            WHERE r.workspace_id = $1 AND r.finished_at IS NULL AND s.deleted_at IS NULL LIMIT 1`,
    values: [workspaceId],
  });
  return rowCount !== 0;
}

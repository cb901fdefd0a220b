import type { Flag } from '#contract';
import type { Transaction } from '#database';
import { featureIdOf } from './count-usage.js';

/** Uses by flag. */
export type DayCount = Record<Flag, number>;

/** How often an identifier used a feature on a day, as a scanner has counted it; in the name of all groups together. */
export async function readDayCount(
  db: Transaction,
  of: { workspaceId: number; identifierId: string; scannerId: number; feature: string; day: string },
): Promise<DayCount> {
  const { rows } = await db.query<DayCount>({
    name: 'usage-day-count',
    text: `SELECT coalesce(sum(positive), 0)::int AS positive, coalesce(sum(neutral), 0)::int AS neutral,
                  coalesce(sum(negative), 0)::int AS negative
             FROM usage_count
            WHERE workspace_id = $1 AND identifier_id = $2 AND scanner_id = $3 AND feature_id = $4 AND day = $5`,
    values: [of.workspaceId, of.identifierId, of.scannerId, featureIdOf(of.workspaceId, of.feature), of.day],
  });
  return rows[0] ?? { positive: 0, neutral: 0, negative: 0 };
}

import type { z } from 'zod';
import type { ProductUsageSettings, staffApi } from '#contract';
import type { Transaction } from '#database';
import { usageOf, type UsageSubject } from './usage-of.js';

/** The bars of the top features chart, longest first. */
export type TopFeatures = z.infer<typeof staffApi.topFeatures>['features'];

/** What the chart is to show. Days are YYYY-MM-DD, in the workspace's time zone. */
export interface TopFeaturesQuery {
  readonly workspaceId: number;
  readonly subject: UsageSubject;
  readonly scanner: { readonly id: number; readonly settings: ProductUsageSettings };
  /** Null: since the first event. */
  readonly from: string | null;
  /** The last day, and the one from which the age of a use is counted. */
  readonly to: string;
  readonly limit: number;
}

/** No event is taken that is older. */
const earliestDay = '1970-01-01';

/** What is halved that often is nothing; a little more often, and Postgres fails for underflow. */
const exponentMin = -1000;

/**
 * The features that a person or company uses most: by the sum of weight × 2^(−age in days ÷ half-life) over its uses,
 * then by volume, then by name.
 */
export async function topFeatures(db: Transaction, query: TopFeaturesQuery): Promise<TopFeatures> {
  const { weights, halfLifeDays } = query.scanner.settings;
  const { rows } = await db.query<TopFeatures[number]>({
    name: `top-features-${query.subject.kind}`,
    text: `SELECT feature.id, feature.name, round(score::numeric, 6)::float8 AS score, volume,
                  positive, neutral, negative
             FROM (SELECT feature_id,
                          sum((positive * $6::float8 + neutral * $7::float8 + negative * $8::float8)
                              * power(2, greatest(($5::date - day) / -$9::float8, ${exponentMin}))) AS score,
                          sum(positive + neutral + negative)::float8 AS volume,
                          sum(positive)::float8 AS positive,
                          sum(neutral)::float8 AS neutral,
                          sum(negative)::float8 AS negative
                     FROM ${usageOf[query.subject.kind]} AS used
                    GROUP BY feature_id) AS ranked
             JOIN feature ON feature.workspace_id = $1 AND feature.id = ranked.feature_id
            ORDER BY 3 DESC, volume DESC, feature.name COLLATE "C", feature.id
            LIMIT $10`,
    values: [
      query.workspaceId,
      query.subject.id,
      query.scanner.id,
      query.from ?? earliestDay,
      query.to,
      weights.positive,
      weights.neutral,
      weights.negative,
      halfLifeDays,
      query.limit,
    ],
  });
  return rows;
}

import type { z } from 'zod';
import type { ProductUsageSettings, staffApi } from '#contract';
import type { Transaction } from '#database';
import { usageOf, type UsageSubject } from './usage-of.js';

/** The usage of each day, in order. */
export type UsageTrend = z.infer<typeof staffApi.usageTrend>['days'];

/** What the trend is to show: every day from the first to the last, both YYYY-MM-DD in the workspace's time zone. */
export interface UsageTrendQuery {
  readonly workspaceId: number;
  readonly subject: UsageSubject;
  readonly scanner: { readonly id: number; readonly settings: ProductUsageSettings };
  readonly from: string;
  readonly to: string;
}

/** How a person or company used the product, day by day; a day without usage is all zeros. */
export async function usageTrend(db: Transaction, query: UsageTrendQuery): Promise<UsageTrend> {
  const { weights } = query.scanner.settings;
  const { rows } = await db.query<UsageTrend[number]>({
    name: `usage-trend-${query.subject.kind}`,
    text: `SELECT to_char(day, 'YYYY-MM-DD') AS date,
                  sum(positive)::float8 AS positive,
                  sum(neutral)::float8 AS neutral,
                  sum(negative)::float8 AS negative,
                  round(sum(positive * $6::numeric + neutral * $7::numeric + negative * $8::numeric), 6)::float8
                    AS weighted
             FROM ${usageOf[query.subject.kind]} AS used
            GROUP BY day`,
    values: [
      query.workspaceId,
      query.subject.id,
      query.scanner.id,
      query.from,
      query.to,
      weights.positive,
      weights.neutral,
      weights.negative,
    ],
  });
  return withEveryDay(rows, query.from, query.to);
}

/** The days from the first to the last, with zeros for those that are missing. */
export function withEveryDay(known: UsageTrend, from: string, to: string): UsageTrend {
  const byDate = new Map(known.map((day) => [day.date, day]));
  return listDays(from, to).map(
    (date) => byDate.get(date) ?? { date, positive: 0, neutral: 0, negative: 0, weighted: 0 },
  );
}

/** The calendar day that many days later, or earlier where it is negative. Days are YYYY-MM-DD. */
export function addDays(day: string, days: number): string {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

/** How many days there are from one to another, both included; 0 or less when they are in the wrong order. */
export function countDays(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
}

function listDays(from: string, to: string): string[] {
  return Array.from({ length: Math.max(0, countDays(from, to)) }, (_, index) => addDays(from, index));
}

import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import type { z } from 'zod';
import { HydraError, type staffApi } from '#contract';
import { findChartScanner, type NamedScanner } from '#scanners';
import type { Session } from '#staff';
import { addDays, countDays, localDay, topFeatures, usageTrend, type UsageSubject } from '#usage';
import { DATABASE_POOL } from '../tokens.js';

type TopFeaturesAnswer = z.infer<typeof staffApi.topFeatures>;
type UsageTrendAnswer = z.infer<typeof staffApi.usageTrend>;

const trendDaysDefault = 90;
/** Two years, one of them a leap year. */
const trendDaysMax = 731;

/** The two charts of product usage, for a person or a company, with the weights of the workspace's scanner. */
@Injectable()
export class ChartsService {
  constructor(@Inject(DATABASE_POOL) private readonly pool: pg.Pool) {}

  /** The features used most; none where the workspace has no Product Usage Scanner. */
  async topFeatures(
    { workspaceId, timeZone }: Session,
    subject: UsageSubject,
    query: z.infer<typeof staffApi.topFeaturesQuery>,
  ): Promise<TopFeaturesAnswer> {
    const to = query.to ?? today(timeZone);
    const from = query.from ?? null;
    if (from !== null) assertInOrder(from, to);
    const scanner = await findChartScanner(this.pool, workspaceId);
    const features =
      scanner === null
        ? []
        : await topFeatures(this.pool, { workspaceId, subject, scanner, from, to, limit: query.limit });
    return { scanner: toAnswer(scanner), from, to, features };
  }

  /** The usage of each day; none where the workspace has no Product Usage Scanner. */
  async usageTrend(
    { workspaceId, timeZone }: Session,
    subject: UsageSubject,
    query: z.infer<typeof staffApi.usageTrendQuery>,
  ): Promise<UsageTrendAnswer> {
    const to = query.to ?? today(timeZone);
    const from = query.from ?? addDays(to, 1 - trendDaysDefault);
    assertInOrder(from, to);
    if (countDays(from, to) > trendDaysMax)
      throw wrongPeriod(`must be at most ${trendDaysMax} days before to`);
    const scanner = await findChartScanner(this.pool, workspaceId);
    const days =
      scanner === null ? [] : await usageTrend(this.pool, { workspaceId, subject, scanner, from, to });
    return { scanner: toAnswer(scanner), from, to, timeZone, days };
  }
}

const today = (timeZone: string): string => localDay(new Date().toISOString(), timeZone);

function assertInOrder(from: string, to: string): void {
  if (from > to) throw wrongPeriod('must not be after to');
}

function wrongPeriod(message: string): HydraError {
  return new HydraError('invalid_request', {
    message: `from ${message}.`,
    details: [{ field: 'from', message }],
  });
}

function toAnswer(scanner: NamedScanner | null): TopFeaturesAnswer['scanner'] {
  if (scanner === null) return null;
  const { weights, halfLifeDays } = scanner.settings;
  return { id: scanner.id, name: scanner.name, weights, halfLifeDays };
}

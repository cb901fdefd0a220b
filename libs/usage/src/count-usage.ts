import type { StoredEvent } from '#events';
import { groupOf } from '#companies';
import type { Transaction } from '#database';
import { isAfter, nameBasedId, nilId } from '#identity';
import { recordFeatures, type FeatureSeen } from './features.js';
import { localDay } from './local-day.js';
import { featureKey, readUsage, type ReadingRules } from './read-usage.js';

/** A Product Usage Scanner, as far as counting needs it. */
export type Counter = ReadingRules & { id: number };

/** What is counted in a workspace. */
export type Counting = { timeZone: string; counters: readonly Counter[] };

/** How often somebody used a feature on a day, in the name of a company or of nobody. */
export type Count = {
  workspaceId: number;
  identifierId: string;
  scannerId: number;
  featureId: string;
  day: string;
  companyIdentifierId: string;
  positive: number;
  neutral: number;
  negative: number;
};

/** What events count, by `keyOfCount`, and the features that they name. */
export class Tally {
  readonly counts = new Map<string, Count>();
  readonly features = new Map<string, FeatureSeen>();

  add(stored: StoredEvent, { timeZone, counters }: Counting): void {
    for (const counter of counters) addUse(this.counts, this.features, stored, counter, timeZone);
  }
}

/**
 * Afterwards the usage in these events is added to the daily counts, once for each time that this is called: the
 * caller passes events that its transaction has stored for the first time.
 */
export async function countUsage(
  tx: Transaction,
  events: readonly StoredEvent[],
  countingOf: (workspaceId: number) => Counting,
): Promise<void> {
  const tally = new Tally();
  for (const stored of events) tally.add(stored, countingOf(stored.workspaceId));
  await addCounts(tx, [...tally.counts.values()]);
  await recordFeatures(tx, [...tally.features.values()]);
}

function addUse(
  counts: Map<string, Count>,
  features: Map<string, FeatureSeen>,
  { workspaceId, event, subject }: StoredEvent,
  counter: Counter,
  timeZone: string,
): void {
  if (!subject) return;
  for (const { feature, flag } of readUsage(event, counter)) {
    const featureId = featureIdOf(workspaceId, feature);
    const day = localDay(event.timestamp, timeZone);
    const companyIdentifierId = groupOf(workspaceId, event)?.id ?? nilId;
    const named = { identifierId: subject.id, scannerId: counter.id, day, featureId, companyIdentifierId };
    const key = keyOfCount(named);
    const count = counts.get(key) ?? {
      workspaceId,
      ...named,
      positive: 0,
      neutral: 0,
      negative: 0,
    };
    count[flag] += 1;
    counts.set(key, count);
    const seen = {
      workspaceId,
      id: featureId,
      name: feature,
      at: event.timestamp,
      messageId: event.messageId,
    };
    const known = features.get(featureId);
    if (!known || isAfter(known, seen)) features.set(featureId, seen);
  }
}

/** A key for maps, since ids of identifiers hold their workspace. */
export const keyOfCount = (
  count: Pick<Count, 'identifierId' | 'scannerId' | 'day' | 'featureId' | 'companyIdentifierId'>,
): string =>
  `${count.identifierId}${count.scannerId}/${count.day}${count.featureId}${count.companyIdentifierId}`;

/** The id of a feature, the same however it is spelled. */
export const featureIdOf = (workspaceId: number, feature: string): string =>
  nameBasedId('feature', workspaceId, featureKey(feature));

/** Afterwards these counts are added to what was counted before. Rows are locked in the order of their keys. */
export async function addCounts(tx: Transaction, counts: readonly Count[]): Promise<void> {
  if (counts.length === 0) return;
  await tx.query({
    name: 'usage-count',
    text: `INSERT INTO usage_count (workspace_id, identifier_id, scanner_id, feature_id, day, company_identifier_id,
                                    positive, neutral, negative)
           SELECT * FROM unnest(string_to_array($1, ',')::int[], string_to_array($2, ',')::uuid[],
                                string_to_array($3, ',')::int[], string_to_array($4, ',')::uuid[],
                                string_to_array($5, ',')::date[], string_to_array($6, ',')::uuid[],
                                string_to_array($7, ',')::int[], string_to_array($8, ',')::int[],
                                string_to_array($9, ',')::int[])
                      AS new (workspace_id, identifier_id, scanner_id, feature_id, day, company_identifier_id,
                              positive, neutral, negative)
            ORDER BY workspace_id, identifier_id, scanner_id, day, feature_id, company_identifier_id
           ON CONFLICT (workspace_id, identifier_id, scanner_id, day, feature_id, company_identifier_id) DO UPDATE
              SET positive = usage_count.positive + excluded.positive,
                  neutral = usage_count.neutral + excluded.neutral,
                  negative = usage_count.negative + excluded.negative`,
    values: [
      counts.map((count) => count.workspaceId).join(','),
      counts.map((count) => count.identifierId).join(','),
      counts.map((count) => count.scannerId).join(','),
      counts.map((count) => count.featureId).join(','),
      counts.map((count) => count.day).join(','),
      counts.map((count) => count.companyIdentifierId).join(','),
      counts.map((count) => count.positive).join(','),
      counts.map((count) => count.neutral).join(','),
      counts.map((count) => count.negative).join(','),
    ],
  });
}

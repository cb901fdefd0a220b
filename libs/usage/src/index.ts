/** Product usage: what events count, and the charts made of the counts. Writes `usage_count` and `feature`. */
export { countUsage, featureIdOf, Tally, type Count, type Counter, type Counting } from './count-usage.js';
export { forgetUsage } from './forget-usage.js';
export { differencesOf, listCounts, mendUsage, type CountScope } from './mend-usage.js';
export { readDayCount, type DayCount } from './read-day-count.js';
export { readUsage, whyNoUsage, type FeatureUse, type NoUsage, type ReadingRules } from './read-usage.js';
export { localDay } from './local-day.js';
export { topFeatures, type TopFeatures, type TopFeaturesQuery } from './top-features.js';
export type { UsageSubject } from './usage-of.js';
export { addDays, countDays, usageTrend, type UsageTrend, type UsageTrendQuery } from './usage-trend.js';

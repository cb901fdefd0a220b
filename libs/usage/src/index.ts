/** Product usage: what events count, and the charts made of the counts. Writes `usage_count` and `feature`. */
export { countUsage, featureIdOf, type Counter, type Counting } from './count-usage.js';
export { readUsage, type FeatureUse, type ReadingRules } from './read-usage.js';
export { localDay } from './local-day.js';
export { topFeatures, type TopFeatures, type TopFeaturesQuery } from './top-features.js';
export type { UsageSubject } from './usage-of.js';
export { addDays, countDays, usageTrend, type UsageTrend, type UsageTrendQuery } from './usage-trend.js';

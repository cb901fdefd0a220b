import { cutText, type Event, type Flag } from '#contract';
import { isComputed } from '#events';

/** How a Product Usage Scanner reads events. */
export type ReadingRules = {
  /** Names of the events that count, or all of them. */
  events: 'all' | readonly string[];
  /** What an event counts for that names no feature. */
  missingFeature: 'leave_out' | 'event_name';
  /** What a page or screen call counts for: nothing, or its name or category is taken for a feature. */
  pages: 'leave_out' | 'name' | 'category';
};

/** A feature that an event used, and how it weighs. */
export type FeatureUse = { feature: string; flag: Flag };

const featuresPerEventMax = 20;
const featureLengthMax = 255;

/**
 * The features that an event used; none where the rules leave it out, nor where Segment has only computed something. A
 * list counts once for each of its names.
 */
export function readUsage(event: Event, rules: ReadingRules): FeatureUse[] {
  if (isComputed(event)) return [];
  if (event.type === 'page' || event.type === 'screen') return readPage(event, rules);
  if (event.type !== 'track' || event.event === undefined) return [];
  if (rules.events !== 'all' && !rules.events.includes(event.event)) return [];
  const outer = event.properties ?? {};
  const inner = isRecord(outer['properties']) ? outer['properties'] : {};
  const named = readFeatures(outer['feature'] ?? inner['feature']);
  const features =
    named.length === 0 && rules.missingFeature === 'event_name' ? readFeatures(event.event) : named;
  const flag = readFlag(
    outer['eventFlag'] ?? outer['event_flag'] ?? inner['eventFlag'] ?? inner['event_flag'],
  );
  return features.map((feature) => ({ feature, flag }));
}

function readPage(event: Event, { pages }: ReadingRules): FeatureUse[] {
  if (pages === 'leave_out') return [];
  const said = event[pages] ?? event.properties?.[pages];
  return readFeatures(said).map((feature) => ({ feature, flag: 'neutral' }));
}

/** Why `readUsage` finds nothing in an event. */
export type NoUsage = 'no_use' | 'computed' | 'page_left_out' | 'page_unnamed' | 'other_event' | 'no_feature';

/** Why `readUsage` finds nothing in this event. */
export function whyNoUsage(event: Event, rules: ReadingRules): NoUsage {
  if (isComputed(event)) return 'computed';
  if (event.type === 'page' || event.type === 'screen')
    return rules.pages === 'leave_out' ? 'page_left_out' : 'page_unnamed';
  if (event.type !== 'track' || event.event === undefined) return 'no_use';
  return rules.events === 'all' || rules.events.includes(event.event) ? 'no_feature' : 'other_event';
}

/** Features are grouped without regard to case. */
export const featureKey = (feature: string): string => feature.toLowerCase();

/** Anything but negative and positive, in any case, is neutral. */
export function readFlag(value: unknown): Flag {
  const said = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return said === 'positive' || said === 'negative' ? said : 'neutral';
}

function readFeatures(value: unknown): string[] {
  const names = (Array.isArray(value) ? value : [value]).map(readFeature).filter((name) => name !== null);
  const distinct = new Map(names.toReversed().map((name) => [featureKey(name), name]));
  return [...distinct.values()].toReversed().slice(0, featuresPerEventMax);
}

function readFeature(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
  const name = cutText(String(value).trim(), featureLengthMax);
  return name === '' ? null : name;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

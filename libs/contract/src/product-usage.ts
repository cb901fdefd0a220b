import { z } from 'zod';

/** Longest event name that is kept; that of the ingest as well. */
const eventNameLengthMax = 255;
const eventNamesMax = 200;
const weight = z.number().min(-1000).max(1000);

/** What a Product Usage Scanner may be told. Whatever is left out takes its default. */
export const productUsageSettings = z.strictObject({
  /** What one event of each flag adds to its feature. Changing it recounts nothing. */
  weights: z
    .strictObject({ positive: weight.default(2), neutral: weight.default(1), negative: weight.default(-1) })
    .prefault({}),
  /** What becomes of an event that names no feature: it is left out, or its name is taken for one. */
  missingFeature: z.enum(['leave_out', 'event_name']).default('leave_out'),
  /** What a page or screen call counts for: nothing, or its name or category is taken for a feature. */
  pages: z.enum(['leave_out', 'name', 'category']).default('leave_out'),
  /** Which events count: all, or those with exactly one of these names. */
  events: z
    .union(
      [z.literal('all'), z.array(z.string().trim().min(1).max(eventNameLengthMax)).min(1).max(eventNamesMax)],
      {
        error: 'must be all or a list of event names',
      },
    )
    .default('all'),
  /** After so many days a use counts for half. */
  halfLifeDays: z.number().min(1).max(3650).default(30),
});

/** Settings of a Product Usage Scanner, complete. */
export type ProductUsageSettings = z.output<typeof productUsageSettings>;

/** Settings as somebody writes them, with parts left out. */
export type ProductUsageSettingsInput = z.input<typeof productUsageSettings>;

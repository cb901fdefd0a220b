import { z } from 'zod';

/** The calls that Hydra takes in. */
export const eventTypes = ['identify', 'track', 'group', 'alias', 'page', 'screen', 'delete'] as const;
export type EventType = (typeof eventTypes)[number];

const record = z.record(z.string(), z.unknown());

/**
 * One call as it was accepted: ids are strings, absent fields are absent (never null), both times are ISO 8601 in UTC.
 * What the caller sent beyond this is kept beside it.
 */
export const eventSchema = z.looseObject({
  type: z.enum(eventTypes),
  messageId: z.string(),
  userId: z.string().optional(),
  anonymousId: z.string().optional(),
  groupId: z.string().optional(),
  previousId: z.string().optional(),
  event: z.string().optional(),
  name: z.string().optional(),
  traits: record.optional(),
  properties: record.optional(),
  context: record.optional(),
  /** When it happened, as ISO 8601 in UTC with milliseconds, so that times sort as their texts do. */
  timestamp: z.string(),
  /** When Hydra took it in. */
  receivedAt: z.string(),
  /** It happened more than 30 days before that: it counts on its day, and is no news. */
  historical: z.boolean().optional().catch(undefined),
});
export type Event = z.infer<typeof eventSchema>;

/** An event on its way through a worker: whose it is, and the JSON text that is stored. */
export type InboxEvent = { workspaceId: number; event: Event; body: string };

/** Importance of a track event, as the published contract names it. */
export const flags = ['positive', 'neutral', 'negative'] as const;
export type Flag = (typeof flags)[number];

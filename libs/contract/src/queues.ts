import { z } from 'zod';
import type { EventType } from './event.js';

/** What is done beside the events: each has a task of its own in the worker that serves `upkeep`. */
const upkeepJob = z.discriminatedUnion('task', [
  z.object({ task: z.literal('recount'), workspaceId: z.number().int(), scannerId: z.number().int() }),
  z.object({ task: z.literal('dead-letters'), workspaceId: z.number().int(), id: z.string() }),
  z.object({ task: z.literal('reprocess'), workspaceId: z.number().int() }),
  z.object({ task: z.literal('retention') }),
  z.object({ task: z.literal('erase'), workspaceId: z.number().int() }),
  z.object({ task: z.literal('trim-live'), workspaceId: z.number().int() }),
]);

/**
 * The job catalogue. A job is a pointer: it names what to work on and carries none of it, so a queue engine may be
 * stopped or wiped at any moment, and no personal data is ever in it.
 */
export const jobSchemas = {
  identify: z.object({ inboxId: z.string() }),
  track: z.object({ inboxId: z.string() }),
  upkeep: upkeepJob,
} as const;

export type QueueName = keyof typeof jobSchemas;
export type Job<Name extends QueueName> = z.infer<(typeof jobSchemas)[Name]>;
export const queueNames = ['identify', 'track', 'upkeep'] as const satisfies readonly QueueName[];

/** The queues that are fed by the inbox. */
export type EventQueue = 'identify' | 'track';

/** Which queue works on a call: who is who on one, what was done on the other. */
export const queueOf: Record<EventType, EventQueue> = {
  identify: 'identify',
  group: 'identify',
  alias: 'identify',
  delete: 'identify',
  track: 'track',
  page: 'track',
  screen: 'track',
};

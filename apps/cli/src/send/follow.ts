import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { eventIdOf, findStored } from '#events';
import { findStory, type Story } from '#story';
import type { SendRequest } from './arguments.js';

/** What became of an event that was accepted. */
export type Fate =
  | { readonly kind: 'stored' | 'dead letter'; readonly story: Story; readonly ms: number }
  | { readonly kind: 'left out' }
  | { readonly kind: 'known'; readonly receivedAt: Date }
  | { readonly kind: 'waiting'; readonly ms: number };

const deadlineMs = 15_000;
const pollMs = 20;

/** Whether the workspace had stored a call with this type and message id before, and when it had come in. */
export async function findKnown(
  pool: pg.Pool,
  workspaceId: number,
  { type, call: { messageId } }: SendRequest,
): Promise<Date | null> {
  return (await findStored(pool, { workspaceId, id: eventIdOf({ type, messageId }) }))?.receivedAt ?? null;
}

/** Waits until the workers have dealt with the event. */
export async function follow(
  pool: pg.Pool,
  workspaceId: number,
  { type, call: { messageId } }: SendRequest,
): Promise<Fate> {
  const began = performance.now();
  while (performance.now() - began < deadlineMs) {
    const story = await findStory(pool, { workspaceId, type, messageId });
    const ms = performance.now() - began;
    if (story?.status === 'stored') return { kind: 'stored', story, ms };
    if (story?.status === 'suppressed') return { kind: 'left out' };
    if (story?.status === 'dead_letter') return { kind: 'dead letter', story, ms };
    await pause(pollMs);
  }
  return { kind: 'waiting', ms: performance.now() - began };
}

import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { eventSchema, type Event } from '#contract';
import { erasedType, eventIdOf } from '#events';
import type { SendRequest } from './arguments.js';

/** What became of an event that was accepted. */
export type Fate =
  | {
      readonly kind: 'stored';
      readonly event: Event;
      readonly identifierId: string | null;
      readonly ms: number;
    }
  | { readonly kind: 'left out' }
  | { readonly kind: 'known'; readonly receivedAt: Date }
  | { readonly kind: 'dead letter'; readonly reason: string }
  | { readonly kind: 'waiting'; readonly ms: number };

const deadlineMs = 15_000;
const pollMs = 20;

/** Whether the workspace had stored a call with this type and message id before, and when it had come in. */
export async function findKnown(
  pool: pg.Pool,
  workspaceId: number,
  { type, call }: SendRequest,
): Promise<Date | null> {
  const { rows } = await pool.query<{ received_at: Date }>(
    'SELECT received_at FROM event WHERE workspace_id = $1 AND id = $2',
    [workspaceId, eventIdOf({ type, messageId: call.messageId })],
  );
  return rows[0]?.received_at ?? null;
}

/** Waits until the workers have dealt with the event. */
export async function follow(pool: pg.Pool, workspaceId: number, { type, call }: SendRequest): Promise<Fate> {
  const id = eventIdOf({ type, messageId: call.messageId });
  const began = performance.now();
  while (performance.now() - began < deadlineMs) {
    /* oxlint-disable no-await-in-loop -- looks again and again */
    const fate =
      (await findStored(pool, workspaceId, id, began)) ?? (await findDead(pool, workspaceId, call.messageId));
    if (fate !== null) return fate;
    await pause(pollMs);
    /* oxlint-enable no-await-in-loop */
  }
  return { kind: 'waiting', ms: performance.now() - began };
}

async function findStored(
  pool: pg.Pool,
  workspaceId: number,
  id: string,
  began: number,
): Promise<Fate | null> {
  const { rows } = await pool.query<{ type: string; identifier_id: string | null; body: string }>(
    'SELECT type, identifier_id, body FROM event WHERE workspace_id = $1 AND id = $2',
    [workspaceId, id],
  );
  const [row] = rows;
  if (row === undefined) return null;
  if (row.type === erasedType) return { kind: 'left out' };
  const event = eventSchema.parse(JSON.parse(row.body));
  return { kind: 'stored', event, identifierId: row.identifier_id, ms: performance.now() - began };
}

async function findDead(pool: pg.Pool, workspaceId: number, messageId: string): Promise<Fate | null> {
  const { rows } = await pool.query<{ reason: string }>(
    `SELECT reason FROM dead_letter
      WHERE workspace_id = $1 AND created_at > now() - interval '1 minute' AND strpos(body, $2) > 0 LIMIT 1`,
    [workspaceId, JSON.stringify(messageId)],
  );
  const [row] = rows;
  return row === undefined ? null : { kind: 'dead letter', reason: row.reason };
}

import pg from 'pg';
import type { EventQueue } from '#contract';
import type { Transaction } from '#database';
import type { Failure } from './failure.js';

/** An event that could not be recorded. The message id is null where the event could not even be read. */
export type DeadLetter = { workspaceId: number; messageId: string | null; code: string };

/** A line of the inbox, and what is known of how it failed before. */
export type FailedLine = { queue: EventQueue; line: string; earlier?: Failure };

/** Afterwards the event is kept as it came, with the error that stopped it and how often it was stopped. */
export async function recordDeadLetter(
  tx: Transaction,
  { queue, line, earlier }: FailedLine,
  error: unknown,
): Promise<DeadLetter> {
  const tab = line.indexOf('\t');
  const workspaceId = Number(line.slice(0, tab)) || 0;
  const body = line.slice(tab + 1);
  const { type, messageId } = namesIn(body);
  const code = codeOf(error);
  await tx.query({
    name: 'dead-letter-record',
    // The time of the clock: whoever replays all up to a moment does not mean those that fail after it.
    text: `INSERT INTO dead_letter (workspace_id, queue, body, code, reason, type, message_id, attempts,
                                    first_failed_at, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9::timestamptz, now()), clock_timestamp())`,
    values: [
      workspaceId,
      queue,
      body,
      code,
      error instanceof Error ? error.message : String(error),
      type,
      messageId,
      (earlier?.attempts ?? 0) + 1,
      earlier?.firstFailedAt ?? null,
    ],
  });
  return { workspaceId, messageId, code };
}

function codeOf(error: unknown): string {
  if (error instanceof pg.DatabaseError) return error.code ?? error.name;
  return error instanceof Error ? error.name : 'unknown';
}

/** The type and the message id of an event, as far as it can be read. What Postgres cannot keep is not named. */
export function namesIn(body: string): { type: string | null; messageId: string | null } {
  try {
    const event: unknown = JSON.parse(body);
    return { type: textIn(event, 'type'), messageId: textIn(event, 'messageId') };
  } catch {
    return { type: null, messageId: null };
  }
}

const nameLengthMax = 255;

function textIn(event: unknown, field: string): string | null {
  if (typeof event !== 'object' || event === null) return null;
  const value: unknown = Reflect.get(event, field);
  if (typeof value !== 'string' || value.length > nameLengthMax) return null;
  return value.includes('\u0000') || !value.isWellFormed() ? null : value;
}

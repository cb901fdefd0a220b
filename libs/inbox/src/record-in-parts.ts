import type pg from 'pg';
import type { EventQueue } from '#contract';
import { inTransaction } from '#database';
import { recordDeadLetter, type DeadLetter } from './dead-letter.js';
import { isTimeout } from './fault.js';
import { halveRow } from './halve-row.js';
import { takeOut } from './take-out.js';

/** What became of the events of a row. Those that are neither stored, left out nor dead letters were there before. */
export type Outcome = { events: number; stored: number; leftOut: number; deadLetters: DeadLetter[] };

/** Of a call: enough to find one event among a thousand. What is left then waits in the inbox. */
const timeoutsMax = 24;

type Parts = { done: Outcome; timeouts: number };

/**
 * Works on rows that took too long together, each in a transaction of its own, so that nobody waits for the locks of what
 * went through. A row that takes too long by itself is halved. An event that stands alone and takes too long is tried
 * again after the others: if they went through, so that it is no outage, and it does not, it becomes a dead letter.
 * @param recordRow records one row by itself
 * @throws the error of a row that took too long, where all did or there were too many. It waits in the inbox.
 */
export async function recordInParts(
  pool: pg.Pool,
  queue: EventQueue,
  inboxIds: readonly string[],
  recordRow: (inboxId: string) => Promise<Outcome>,
): Promise<Outcome> {
  const parts: Parts = { done: { events: 0, stored: 0, leftOut: 0, deadLetters: [] }, timeouts: 0 };
  const waiting = inboxIds.toReversed();
  const alone: string[] = [];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other: they may be slow because of one another
    const error = await tryRow(id, recordRow, parts);
    if (error === null) continue;
    // oxlint-disable-next-line no-await-in-loop -- as above
    const second = await halveRow(pool, id);
    if (second === null) alone.push(id);
    else waiting.push(second, id);
  }
  const wentThrough = parts.done.events > 0;
  for (const id of alone) {
    // oxlint-disable-next-line no-await-in-loop -- as above
    const error = await tryRow(id, recordRow, parts);
    if (error === null) continue;
    if (!wentThrough) throw error;
    // oxlint-disable-next-line no-await-in-loop -- as above
    await giveUp(pool, queue, id, error, parts.done);
  }
  return parts.done;
}

/** @returns why it took too long; null where it did not */
async function tryRow(
  inboxId: string,
  recordRow: (inboxId: string) => Promise<Outcome>,
  parts: Parts,
): Promise<unknown> {
  try {
    const { events, stored, leftOut, deadLetters } = await recordRow(inboxId);
    parts.done.events += events;
    parts.done.stored += stored;
    parts.done.leftOut += leftOut;
    parts.done.deadLetters.push(...deadLetters);
    return null;
  } catch (error) {
    parts.timeouts += 1;
    if (!isTimeout(error) || parts.timeouts > timeoutsMax) throw error;
    return error;
  }
}

/** Afterwards the one event of the row is a dead letter. */
async function giveUp(
  pool: pg.Pool,
  queue: EventQueue,
  inboxId: string,
  error: unknown,
  done: Outcome,
): Promise<void> {
  const letters = await inTransaction(pool, async (tx) => {
    const { lines, failures } = await takeOut(tx, queue, { inboxId, rowsBehindMax: 0 });
    const [line] = lines;
    if (line === undefined) return [];
    return [await recordDeadLetter(tx, { queue, line, earlier: failures.get(line) }, error)];
  });
  done.events += letters.length;
  done.deadLetters.push(...letters);
}

import pg from 'pg';
import type { EventQueue, InboxEvent } from '#contract';
import { inTransaction, type Transaction } from '#database';
import { parseLine } from './line.js';
import { recordDeadLetter } from './dead-letter.js';
import { isEventsFault, isTimeout } from './fault.js';
import { inTurns } from './in-turns.js';
import { recordInParts, type Outcome } from './record-in-parts.js';
import { listTogether, rowsBehindMax, takeOut, type RowsTogether, type Taken } from './take-out.js';

/** How many events of a chunk were new, how many were left out, and what is to be done once that is committed. */
export type RecordedChunk = { stored: number; leftOut?: number; afterCommit?: () => void };

/** Works on the events of one chunk inside the transaction that takes them out of the inbox. */
export type RecordChunk = (tx: Transaction, chunk: InboxEvent[]) => Promise<RecordedChunk>;

const racesMax = 5;
/** A slow moment passes; what takes too long again is looked at in parts. */
const timeoutsMax = 2;

/**
 * Takes an inbox row out, and what waits behind it, and records its events, all in one transaction, so that it happens
 * once however often it is called. A chunk that fails through an event's own fault is halved until that event stands
 * alone and becomes a dead letter; the others go through. Where it takes too long twice, the rows are worked on one by
 * one, and what still takes too long in halves.
 * @returns what was done; no events where the row is gone already.
 * @throws the error of an outage. What was not recorded is then still in the inbox.
 */
export async function processRow(
  pool: pg.Pool,
  queue: EventQueue,
  inboxId: string,
  record: RecordChunk,
): Promise<Outcome> {
  for (let timeout = 1; ; timeout += 1) {
    try {
      return await recordOnce(pool, queue, { inboxId, rowsBehindMax }, record);
    } catch (error) {
      if (!isTimeout(error)) throw error;
      if (timeout >= timeoutsMax) break;
    }
  }
  return recordInParts(pool, queue, await listTogether(pool, queue, { inboxId, rowsBehindMax }), (part) =>
    recordOnce(pool, queue, { inboxId: part, rowsBehindMax: 0 }, record),
  );
}

async function recordOnce(
  pool: pg.Pool,
  queue: EventQueue,
  rows: RowsTogether,
  record: RecordChunk,
): Promise<Outcome> {
  const { afterCommit, ...outcome } = await recordInTransaction(pool, queue, rows, record);
  afterCommit?.();
  return outcome;
}

type Recorded = Outcome & Pick<RecordedChunk, 'afterCommit'>;

async function recordInTransaction(
  pool: pg.Pool,
  queue: EventQueue,
  rows: RowsTogether,
  record: RecordChunk,
): Promise<Recorded> {
  let halved = false;
  for (let race = 1; ; race += 1) {
    try {
      return await inTransaction(pool, async (tx) => {
        const taken = await takeOut(tx, queue, rows);
        return halved ? recordHalved(tx, queue, taken, record) : recordWhole(tx, taken, record);
      });
    } catch (error) {
      if (!halved && isEventsFault(error)) halved = true;
      else if (!isLostRace(error) || race >= racesMax) throw error;
    }
  }
}

async function recordWhole(tx: Transaction, { lines }: Taken, record: RecordChunk): Promise<Recorded> {
  const recorded = lines.length > 0 ? await record(tx, await inTurns(lines, parseLine)) : { stored: 0 };
  return { leftOut: 0, ...recorded, events: lines.length, deadLetters: [] };
}

async function recordHalved(
  tx: Transaction,
  queue: EventQueue,
  { lines, failures }: Taken,
  record: RecordChunk,
): Promise<Outcome> {
  const events = lines.length;
  if (events === 0) return { events, stored: 0, leftOut: 0, deadLetters: [] };
  await tx.query('SAVEPOINT half');
  try {
    const { stored, leftOut = 0 } = await record(tx, lines.map(parseLine));
    await tx.query('RELEASE SAVEPOINT half');
    return { events, stored, leftOut, deadLetters: [] };
  } catch (error) {
    if (!isEventsFault(error)) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT half');
    const [line] = lines;
    if (line !== undefined && events === 1) {
      const deadLetter = await recordDeadLetter(tx, { queue, line, earlier: failures.get(line) }, error);
      return { events, stored: 0, leftOut: 0, deadLetters: [deadLetter] };
    }
    const middle = Math.ceil(events / 2);
    const first = await recordHalved(tx, queue, { lines: lines.slice(0, middle), failures }, record);
    const second = await recordHalved(tx, queue, { lines: lines.slice(middle), failures }, record);
    return {
      events,
      stored: first.stored + second.stored,
      leftOut: first.leftOut + second.leftOut,
      deadLetters: [...first.deadLetters, ...second.deadLetters],
    };
  }
}

/** A deadlock or a failed serialization: the same work succeeds when it is done again. */
function isLostRace(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '40P01' || error.code === '40001');
}

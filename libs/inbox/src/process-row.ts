import pg from 'pg';
import type { EventQueue, InboxEvent } from '#contract';
import { inTransaction, type Transaction } from '#database';
import { parseLine } from './line.js';
import { recordDeadLetter, type DeadLetter } from './dead-letter.js';
import { failuresByLine, type Failure } from './failure.js';
import { isEventsFault } from './fault.js';
import { inTurns } from './in-turns.js';
import { eventsTogetherMax, sizeTogetherMax } from './row-limits.js';

/** How many events of a chunk were new, how many were left out, and what is to be done once that is committed. */
export type RecordedChunk = { stored: number; leftOut?: number; afterCommit?: () => void };

/** Works on the events of one chunk inside the transaction that takes them out of the inbox. */
export type RecordChunk = (tx: Transaction, chunk: InboxEvent[]) => Promise<RecordedChunk>;

/** What became of the events of a row. Those that are neither stored, left out nor dead letters were there before. */
export type Outcome = { events: number; stored: number; leftOut: number; deadLetters: DeadLetter[] };

const racesMax = 5;
/** Looked at behind a row: so many small ones make a chunk worth its transaction. */
const rowsTogetherMax = 32;

/**
 * Takes an inbox row out, and what waits behind it, and records its events, all in one transaction, so that it happens
 * once however often it is called. A chunk that fails through an event's own fault is halved until that event stands
 * alone and becomes a dead letter; the others go through.
 * @returns what was done; no events where the row is gone already.
 * @throws the error of an outage. The row is then still there, and nothing has happened.
 */
export async function processRow(
  pool: pg.Pool,
  queue: EventQueue,
  inboxId: string,
  record: RecordChunk,
): Promise<Outcome> {
  const { afterCommit, ...outcome } = await recordInTransaction(pool, queue, inboxId, record);
  afterCommit?.();
  return outcome;
}

type Recorded = Outcome & Pick<RecordedChunk, 'afterCommit'>;

async function recordInTransaction(
  pool: pg.Pool,
  queue: EventQueue,
  inboxId: string,
  record: RecordChunk,
): Promise<Recorded> {
  let halved = false;
  for (let race = 1; ; race += 1) {
    try {
      return await inTransaction(pool, async (tx) => {
        const taken = await takeOut(tx, queue, inboxId);
        return halved ? recordHalved(tx, queue, taken, record) : recordWhole(tx, taken, record);
      });
    } catch (error) {
      if (!halved && isEventsFault(error)) halved = true;
      else if (!isLostRace(error) || race >= racesMax) throw error;
    }
  }
}

/** Events of the inbox, and how often those that have failed before have done so. */
type Taken = { lines: string[]; failures: ReadonlyMap<string, Failure> };

async function recordWhole(tx: Transaction, { lines }: Taken, record: RecordChunk): Promise<Recorded> {
  const recorded = lines.length > 0 ? await record(tx, await inTurns(lines, parseLine)) : { stored: 0 };
  return { leftOut: 0, ...recorded, events: lines.length, deadLetters: [] };
}

/**
 * Afterwards the row is gone if this transaction commits, and so are those behind it that wait too, as far as they make
 * one chunk together: the more waits, the fewer transactions it takes. Their own jobs then find nothing; if this
 * transaction fails, the job that is tried again takes them once more, or the sweep makes new jobs for them.
 * @returns no lines where somebody else has taken the row out, or is about to.
 */
async function takeOut(tx: Transaction, queue: EventQueue, inboxId: string): Promise<Taken> {
  const { rows } = await tx.query<{ body: string; failures: Failure[] | null }>({
    name: 'inbox-take-out',
    text: `WITH own AS MATERIALIZED (
             SELECT id, bulk, event_count, octet_length(body) AS size FROM inbox WHERE id = $1 FOR UPDATE SKIP LOCKED),
           behind AS (
             SELECT next.id, own.event_count + sum(next.event_count) OVER before AS events,
                    own.size + sum(next.size) OVER before AS size
               FROM own
              CROSS JOIN LATERAL (SELECT id, event_count, octet_length(body) AS size FROM inbox
                                   WHERE queue = $2 AND bulk = own.bulk AND id > own.id ORDER BY id LIMIT $3) AS next
             WINDOW before AS (ORDER BY next.id)),
           more AS MATERIALIZED (
             SELECT id FROM inbox WHERE id = ANY (ARRAY(SELECT id FROM behind WHERE events <= $4 AND size <= $5))
              ORDER BY id FOR UPDATE SKIP LOCKED)
           DELETE FROM inbox
            WHERE id = ANY (ARRAY(SELECT id FROM own UNION ALL SELECT id FROM more)) RETURNING body, failures`,
    values: [inboxId, queue, rowsTogetherMax, eventsTogetherMax, sizeTogetherMax],
  });
  return { lines: rows.flatMap(({ body }) => body.split('\n')), failures: failuresByLine(rows) };
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

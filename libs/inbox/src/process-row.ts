import pg from 'pg';
import type { EventQueue, InboxEvent } from '#contract';
import { inTransaction, type Transaction } from '#database';
import { parseLine } from './line.js';
import { isEventsFault } from './fault.js';

/** How many events of a chunk were new, and what is to be done once that is committed. */
export type RecordedChunk = { stored: number; afterCommit?: () => void };

/** Works on the events of one chunk inside the transaction that takes them out of the inbox. */
export type RecordChunk = (tx: Transaction, chunk: InboxEvent[]) => Promise<RecordedChunk>;

/** What became of the events of a row. Those that are neither stored nor dead letters were there before. */
export type Outcome = { events: number; stored: number; deadLetters: number };

const racesMax = 5;

/**
 * Takes an inbox row out and records its events, all in one transaction, so that it happens once however often it is
 * called. A chunk that fails through an event's own fault is halved until that event stands alone and becomes a dead
 * letter; the others go through.
 * @returns what was done; no events where the row is gone already.
 * @throws the error of an outage. The row is then still there, and nothing has happened.
 */
export async function processRow(
  pool: pg.Pool,
  queue: EventQueue,
  inboxId: string,
  record: RecordChunk,
): Promise<Outcome> {
  for (let race = 1; ; race += 1) {
    try {
      const { events, stored, afterCommit } = await inTransaction(pool, async (tx) => {
        const lines = await takeOut(tx, inboxId);
        const recorded = lines.length > 0 ? await record(tx, lines.map(parseLine)) : { stored: 0 };
        return { ...recorded, events: lines.length };
      });
      afterCommit?.();
      return { events, stored, deadLetters: 0 };
    } catch (error) {
      if (isEventsFault(error)) break;
      if (!isLostRace(error) || race >= racesMax) throw error;
    }
  }
  return inTransaction(pool, async (tx) => {
    const lines = await takeOut(tx, inboxId);
    return recordHalved(tx, queue, lines, record);
  });
}

/** Afterwards the row is gone if this transaction commits. No lines: somebody else has taken it out, or is about to. */
async function takeOut(tx: Transaction, inboxId: string): Promise<string[]> {
  const { rows } = await tx.query<{ body: string }>({
    name: 'inbox-take-out',
    text: `DELETE FROM inbox WHERE id = (SELECT id FROM inbox WHERE id = $1 FOR UPDATE SKIP LOCKED) RETURNING body`,
    values: [inboxId],
  });
  return rows[0]?.body.split('\n') ?? [];
}

async function recordHalved(
  tx: Transaction,
  queue: EventQueue,
  lines: string[],
  record: RecordChunk,
): Promise<Outcome> {
  const events = lines.length;
  if (events === 0) return { events, stored: 0, deadLetters: 0 };
  await tx.query('SAVEPOINT half');
  try {
    const { stored } = await record(tx, lines.map(parseLine));
    await tx.query('RELEASE SAVEPOINT half');
    return { events, stored, deadLetters: 0 };
  } catch (error) {
    if (!isEventsFault(error)) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT half');
    const [line] = lines;
    if (line !== undefined && events === 1) {
      await recordDeadLetter(tx, queue, line, error);
      return { events, stored: 0, deadLetters: 1 };
    }
    const middle = Math.ceil(events / 2);
    const first = await recordHalved(tx, queue, lines.slice(0, middle), record);
    const second = await recordHalved(tx, queue, lines.slice(middle), record);
    return {
      events,
      stored: first.stored + second.stored,
      deadLetters: first.deadLetters + second.deadLetters,
    };
  }
}

/** Afterwards the event is kept as it came, with the error that stopped it. */
async function recordDeadLetter(
  tx: Transaction,
  queue: EventQueue,
  line: string,
  error: unknown,
): Promise<void> {
  const tab = line.indexOf('\t');
  await tx.query(
    'INSERT INTO dead_letter (workspace_id, queue, body, code, reason) VALUES ($1, $2, $3, $4, $5)',
    [
      Number(line.slice(0, tab)) || 0,
      queue,
      line.slice(tab + 1),
      error instanceof pg.DatabaseError ? error.code : error instanceof Error ? error.name : 'unknown',
      error instanceof Error ? error.message : String(error),
    ],
  );
}

/** A deadlock or a failed serialization: the same work succeeds when it is done again. */
function isLostRace(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '40P01' || error.code === '40001');
}

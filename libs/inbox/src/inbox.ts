import type pg from 'pg';
import type { EventQueue } from '#contract';
import { eventsTogetherMax, sizeTogetherMax } from './row-limits.js';

/** A row that is in the inbox: a job is to point to it. Those in bulk come after all others. */
export type InboxRow = { id: string; queue: EventQueue; bulk: boolean };

/** One event for the inbox, as a line: see `toLine`. */
export type InboxLine = { queue: EventQueue; line: string };

type Waiter = { resolve: () => void; reject: (error: unknown) => void; late: NodeJS.Timeout };
/** Lines that go into rows together. */
type Lane = { queue: EventQueue; bulk: boolean; lines: string[] };
type Commit = { lanes: Lane[]; size: number; characters: number; waiters: Waiter[] };

/** Segment's webhooks wait 5 s for an answer, and of no answer they learn nothing. */
const commitMaxMs = 3_500;
/** Rows in one statement; what is beyond goes out with the next one. */
const rowsPerCommitMax = 8;
/** Two, so that one can be gathered and sent while the other waits for the disk. */
const commitsInFlightMax = 2;
/** A commit that is still small is not sent beside another one: it would only split the work. */
const eventsBesideAnotherMin = 500;

/**
 * Group commit into the inbox. Nothing waits on a timer: while a write is under way, what arrives is gathered, and
 * goes out together as the next one.
 */
export class Inbox {
  private gathered: Commit = emptyCommit();
  private inFlight = 0;
  /** Events in the writes that are under way. */
  private sent = 0;
  private sentCharacters = 0;

  /**
   * @param onWritten hears of the rows after their commit and before the callers do; must not throw.
   */
  constructor(
    private readonly pool: pg.Pool,
    private readonly onWritten: (rows: InboxRow[]) => void,
  ) {}

  /** Events that were handed over and are not committed yet. */
  get unwritten(): number {
    return this.gathered.size + this.sent;
  }

  /** Characters of those events. */
  get unwrittenCharacters(): number {
    return this.gathered.characters + this.sentCharacters;
  }

  /**
   * Resolves when all the lines are committed. Rejects with the database's error when they may not be, and when that is
   * not known after 3.5 s: they are written still, if the database can.
   * @param bulk whether they come after all that do not: for a sender that sends more than its share
   */
  accept(lines: readonly InboxLine[], bulk = false): Promise<void> {
    return new Promise((resolve, reject) => {
      for (const { queue, line } of lines) {
        linesOf(this.gathered, queue, bulk).push(line);
        this.gathered.characters += line.length;
      }
      this.gathered.size += lines.length;
      const late = setTimeout(() => reject(new Error(`No commit within ${commitMaxMs} ms.`)), commitMaxMs);
      this.gathered.waiters.push({ resolve, reject, late });
      this.write();
    });
  }

  private write(): void {
    if (this.gathered.waiters.length === 0 || this.inFlight >= commitsInFlightMax) return;
    if (this.inFlight > 0 && this.gathered.size < eventsBesideAnotherMin) return;
    const commit = this.gathered;
    this.gathered = emptyCommit();
    this.inFlight += 1;
    this.sent += commit.size;
    this.sentCharacters += commit.characters;
    this.insert(commit)
      .then(
        (rows) => {
          this.onWritten(rows);
          for (const waiter of commit.waiters) waiter.resolve();
        },
        (error: unknown) => {
          for (const waiter of commit.waiters) waiter.reject(error);
        },
      )
      .finally(() => {
        this.inFlight -= 1;
        for (const { late } of commit.waiters) clearTimeout(late);
        this.sent -= commit.size;
        this.sentCharacters -= commit.characters;
        this.write();
      });
  }

  /** Afterwards all the lines of the commit are durable, in one transaction. */
  private async insert(commit: Commit): Promise<InboxRow[]> {
    const rows = toRows(commit);
    if (rows.length <= rowsPerCommitMax) return insertRows(this.pool, rows);
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const written: InboxRow[] = [];
      for (let at = 0; at < rows.length; at += rowsPerCommitMax) {
        written.push(...(await insertRows(client, rows.slice(at, at + rowsPerCommitMax))));
      }
      await client.query('COMMIT');
      client.release();
      return written;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }
}

type Row = { queue: EventQueue; bulk: boolean; count: number; body: string };

async function insertRows(client: pg.Pool | pg.PoolClient, rows: Row[]): Promise<InboxRow[]> {
  const tuples = rows.map((_, at) => `($${at * 4 + 1}, $${at * 4 + 2}, $${at * 4 + 3}, $${at * 4 + 4})`);
  const { rows: written } = await client.query<InboxRow>({
    name: `inbox-insert-${rows.length}`,
    text: `INSERT INTO inbox (queue, bulk, event_count, body) VALUES ${tuples.join(', ')} RETURNING id, queue, bulk`,
    values: rows.flatMap((row) => [row.queue, row.bulk, row.count, row.body]),
  });
  return written;
}

function toRows(commit: Commit): Row[] {
  const rows: Row[] = [];
  for (const { queue, bulk, lines } of commit.lanes) {
    for (let from = 0; from < lines.length;) {
      const to = endOfRow(lines, from);
      rows.push({ queue, bulk, count: to - from, body: lines.slice(from, to).join('\n') });
      from = to;
    }
  }
  return rows;
}

function endOfRow(lines: readonly string[], from: number): number {
  let to = from;
  let characters = 0;
  while (to < lines.length && to - from < eventsTogetherMax && characters < sizeTogetherMax) {
    characters += lines[to]?.length ?? 0;
    to += 1;
  }
  return to;
}

const emptyCommit = (): Commit => ({ lanes: [], size: 0, characters: 0, waiters: [] });

function linesOf({ lanes }: Commit, queue: EventQueue, bulk: boolean): string[] {
  const lane = lanes.find((known) => known.queue === queue && known.bulk === bulk);
  if (lane) return lane.lines;
  const lines: string[] = [];
  lanes.push({ queue, bulk, lines });
  return lines;
}

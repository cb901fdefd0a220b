import type pg from 'pg';
import type { InboxEvent } from '#contract';
import { inTransaction } from '#database';
import { Known } from '../../../apps/worker/src/known.js';
import { recordTrackChunk } from '../../../apps/worker/src/record-track-chunk.js';
import { emptyEvents, type HydraDatabase } from '../system/hydra-database.js';

/** Arguments of one call of `query`, as the track processor made it. */
type Statement = readonly unknown[];

/**
 * The very statements of the track processor, fed straight from memory: what is left when HTTP, the inbox, the queue
 * and all of the worker's own work are taken away.
 */
export class BareStatement {
  private constructor(
    private readonly pool: pg.Pool,
    private readonly chunks: readonly (readonly Statement[])[],
    private readonly events: number,
  ) {}

  /**
   * Lets the processor record the chunks, and keeps the statements that it sends the second time: people and features
   * are then known, as they are to Hydra after the warm-up.
   */
  static async learn(database: HydraDatabase, chunks: readonly InboxEvent[][]): Promise<BareStatement> {
    const known = new Known();
    await learnStatements(database.pool, chunks, known);
    await emptyEvents(database.pool);
    const learnt = await learnStatements(database.pool, chunks, known);
    return new BareStatement(
      database.pool,
      learnt,
      chunks.reduce((sum, { length }) => sum + length, 0),
    );
  }

  /** Sends all statements over some connections, a transaction a chunk. Returns events a second. */
  async run(connections: number): Promise<number> {
    await emptyEvents(this.pool);
    const rest = [...this.chunks];
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: connections }, () => this.work(rest)));
    return this.events / ((performance.now() - startedAt) / 1_000);
  }

  private async work(rest: (readonly Statement[])[]): Promise<void> {
    for (let chunk = rest.shift(); chunk !== undefined; chunk = rest.shift()) {
      const statements = chunk;
      // oxlint-disable-next-line no-await-in-loop -- one transaction after the other on each connection
      await inTransaction(this.pool, async (tx) => {
        // oxlint-disable-next-line no-await-in-loop -- one statement after the other
        for (const statement of statements) await Reflect.apply(tx.query, tx, statement);
      });
    }
  }
}

async function learnStatements(
  pool: pg.Pool,
  chunks: readonly InboxEvent[][],
  known: Known,
): Promise<Statement[][]> {
  const learnt: Statement[][] = [];
  for (const chunk of chunks) {
    const statements: Statement[] = [];
    learnt.push(statements);
    // oxlint-disable-next-line no-await-in-loop -- a later chunk builds on an earlier one
    const { afterCommit } = await inTransaction(pool, (tx) =>
      recordTrackChunk(noting(tx, statements), chunk, known),
    );
    afterCommit?.();
  }
  return learnt;
}

function noting<Tx extends Pick<pg.ClientBase, 'query'>>(tx: Tx, statements: Statement[]): Tx {
  return new Proxy(tx, {
    get: (target, name) => {
      if (name !== 'query') return Reflect.get(target, name);
      return (...args: unknown[]): unknown => {
        statements.push(args);
        return Reflect.apply(target.query, target, args);
      };
    },
  });
}

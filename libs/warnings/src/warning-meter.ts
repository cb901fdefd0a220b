import type pg from 'pg';
import type { WarningCode } from '#contract';
import { listOf, arrayOf } from '#database';

/** That something is odd about an event that was accepted. */
export type Warned = { workspaceId: number; code: WarningCode; messageId: string };

/** Hears of what is odd. */
export type Warn = (warned: Warned) => void;

type Pending = Warned & { count: number; firstAt: Date; lastAt: Date };

const flushIntervalMs = 1_000;
/** In one statement; the others go out with the next one. */
const rowsPerFlushMax = 1_000;

/**
 * Counts what this process finds odd, and adds it to the table once a second, in a statement of its own: no transaction
 * of the events waits for it. What a process that dies has not written yet is lost.
 */
export class WarningMeter {
  private readonly pending = new Map<string, Pending>();
  private readonly timer = setInterval(() => void this.flush(), flushIntervalMs);

  constructor(private readonly pool: pg.Pool) {
    this.timer.unref();
  }

  readonly warn: Warn = (warned) => {
    const now = new Date();
    this.add({ ...warned, count: 1, firstAt: now, lastAt: now });
  };

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  private add(more: Pending): void {
    const key = `${more.workspaceId} ${more.code}`;
    const known = this.pending.get(key);
    if (known === undefined) this.pending.set(key, more);
    else {
      known.count += more.count;
      if (more.firstAt < known.firstAt) known.firstAt = more.firstAt;
      if (more.lastAt > known.lastAt) known.lastAt = more.lastAt;
    }
  }

  /** Afterwards the table has what was pending; if it cannot be reached, it stays pending. */
  private async flush(): Promise<void> {
    const rows = [...this.pending.values()].slice(0, rowsPerFlushMax);
    if (rows.length === 0) return;
    for (const { workspaceId, code } of rows) this.pending.delete(`${workspaceId} ${code}`);
    try {
      await this.pool.query({
        name: 'warning-add',
        text: `INSERT INTO warning (workspace_id, code, count, first_at, last_at, message_id)
               SELECT * FROM unnest(${arrayOf(1, 'int')}, $2::text[], ${arrayOf(3, 'int')}, ${arrayOf(4, 'timestamptz')},
                                    ${arrayOf(5, 'timestamptz')}, $6::text[])
                          AS new (workspace_id, code, count, first_at, last_at, message_id)
                ORDER BY workspace_id, code
               ON CONFLICT (workspace_id, code) DO UPDATE
                  SET count = warning.count + excluded.count, message_id = excluded.message_id,
                      first_at = least(warning.first_at, excluded.first_at),
                      last_at = greatest(warning.last_at, excluded.last_at)`,
        values: [
          listOf(rows.map(({ workspaceId }) => workspaceId)),
          rows.map(({ code }) => code),
          listOf(rows.map(({ count }) => count)),
          listOf(rows.map(({ firstAt }) => firstAt.toISOString())),
          listOf(rows.map(({ lastAt }) => lastAt.toISOString())),
          rows.map(({ messageId }) => messageId),
        ],
      });
    } catch {
      for (const row of rows) this.add(row);
    }
  }
}

import type pg from 'pg';

const everyMs = 20;
const shown = 15;
const statementWidth = 90;

/** What Hydra's sessions were found doing: a statement, and whether Postgres worked on it or what it waited for. */
interface Seen {
  readonly statement: string;
  readonly doing: string;
}

/** Looks at Postgres fifty times a second and counts what its sessions are doing: a profile of the database. */
export class StatementSampler {
  private readonly counts = new Map<string, number>();
  private looks = 0;
  private busy = false;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly pool: pg.Pool) {
    this.timer = setInterval(() => {
      if (this.busy) return;
      this.busy = true;
      void this.look().finally(() => (this.busy = false));
    }, everyMs);
  }

  /** Stops looking, and tells in how many sessions at a time each statement was found on average. */
  stop(): string {
    clearInterval(this.timer);
    const lines = [...this.counts]
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, shown)
      .map(([what, count]) => `  ${(count / Math.max(1, this.looks)).toFixed(2)}  ${what}`);
    return [`postgres: sessions at a time, over ${this.looks} looks while any was busy`, ...lines].join('\n');
  }

  private async look(): Promise<void> {
    const { rows } = await this.pool.query<Seen>({
      name: 'bench-look',
      text: `SELECT CASE WHEN state = 'active' THEN coalesce(wait_event_type || ' ' || wait_event, 'works')
                         ELSE 'client works after it' END AS doing,
                    left(regexp_replace(regexp_replace(query, '^\\s*(--[^\\n]*\\n\\s*)+', ''), '\\s+', ' ', 'g'), $1) AS statement
               FROM pg_stat_activity
              WHERE datname = current_database() AND state <> 'idle' AND application_name <> 'hydra-bench'`,
      values: [statementWidth],
    });
    if (rows.length > 0) this.looks += 1;
    for (const { statement, doing } of rows) {
      const what = `${doing.padEnd(22)} ${statement}`;
      this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
    }
  }
}

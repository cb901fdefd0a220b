import { randomInt } from 'node:crypto';
import type pg from 'pg';
import type { QueueName } from '#contract';

/** What the workers of one queue have done since the beginning. */
export type WorkTotals = {
  stored: number;
  duplicates: number;
  deadLetters: number;
  /** Of people who are erased or suppressed. */
  leftOut: number;
  jobs: number;
  jobSeconds: number;
};

const nothing = (): WorkTotals => ({
  stored: 0,
  duplicates: 0,
  deadLetters: 0,
  leftOut: 0,
  jobs: 0,
  jobSeconds: 0,
});

/** Rows a queue, so that workers seldom wait for one another. */
const slots = 16;
const flushIntervalMs = 1_000;

/** Adds up what this process does for a queue, and adds it to the table once a second. */
export class WorkMeter {
  private pending = nothing();
  private readonly slot = randomInt(slots);
  private readonly timer = setInterval(() => void this.flush(), flushIntervalMs);

  constructor(
    private readonly pool: pg.Pool,
    private readonly queue: QueueName,
  ) {
    this.timer.unref();
  }

  add(done: Partial<WorkTotals>): void {
    this.pending.stored += done.stored ?? 0;
    this.pending.duplicates += done.duplicates ?? 0;
    this.pending.deadLetters += done.deadLetters ?? 0;
    this.pending.leftOut += done.leftOut ?? 0;
    this.pending.jobs += done.jobs ?? 0;
    this.pending.jobSeconds += done.jobSeconds ?? 0;
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** Afterwards the table has what was pending; if it cannot be reached, it stays pending. */
  private async flush(): Promise<void> {
    const { stored, duplicates, deadLetters, leftOut, jobs, jobSeconds } = this.pending;
    if (jobs === 0) return;
    this.pending = nothing();
    try {
      await this.pool.query(
        `INSERT INTO work_total AS t (queue, slot, stored, duplicates, dead_letters, left_out, jobs, job_seconds)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (queue, slot) DO UPDATE
            SET stored = t.stored + excluded.stored, duplicates = t.duplicates + excluded.duplicates,
                dead_letters = t.dead_letters + excluded.dead_letters,
                left_out = t.left_out + excluded.left_out, jobs = t.jobs + excluded.jobs,
                job_seconds = t.job_seconds + excluded.job_seconds`,
        [this.queue, this.slot, stored, duplicates, deadLetters, leftOut, jobs, jobSeconds],
      );
    } catch {
      this.add({ stored, duplicates, deadLetters, leftOut, jobs, jobSeconds });
    }
  }
}

/** What all workers have done, by queue. */
export async function readWorkTotals(pool: pg.Pool): Promise<(WorkTotals & { queue: string })[]> {
  const { rows } = await pool.query<WorkTotals & { queue: string }>(
    `SELECT queue, sum(stored)::float8 AS stored, sum(duplicates)::float8 AS duplicates,
            sum(dead_letters)::float8 AS "deadLetters", sum(left_out)::float8 AS "leftOut",
            sum(jobs)::float8 AS jobs,
            sum(job_seconds)::float8 AS "jobSeconds"
       FROM work_total GROUP BY queue`,
  );
  return rows;
}

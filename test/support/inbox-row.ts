import type pg from 'pg';
import type { EventQueue } from '#contract';

/** So many events that a worker takes no other row out beside this one. */
export const countAlone = 1_000;

/** Puts lines into the inbox as one row, which no job points to. @returns its id */
export async function putRow(
  pool: pg.Pool,
  {
    queue,
    lines,
    eventCount = lines.length,
  }: { queue: EventQueue; lines: readonly string[]; eventCount?: number },
): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    'INSERT INTO inbox (queue, event_count, body) VALUES ($1, $2, $3) RETURNING id',
    [queue, eventCount, lines.join('\n')],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('The inbox gave no id.');
  return id;
}

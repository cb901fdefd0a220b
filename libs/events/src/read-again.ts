import { eventSchema } from '#contract';
import type { Transaction } from '#database';
import { nilId } from '#identity';
import { erasedType } from './erase.js';
import { conditionOf, type EventScope } from './scope.js';
import type { StoredEvent } from './store.js';
import { subjectOf } from './subject.js';

/** A stored event, and the generation under which it was stored. */
export type EventAgain = StoredEvent & { generation: number };

/** Some of the events of a workspace: those of the scope, and how many were looked at for them. */
export type PageAgain = { events: EventAgain[]; scanned: number; lastId: string | null };

type Row = { id: string; generation: number; body: string };

/**
 * The next so many events of a workspace in the order of their ids, and of these the ones that may be meant. Days are
 * taken generously: whoever needs them exactly looks at the events.
 */
export async function listStoredAfter(
  tx: Transaction,
  scope: EventScope,
  { afterId, limit }: { afterId: string | null; limit: number },
): Promise<PageAgain> {
  const values: unknown[] = [scope.workspaceId, afterId ?? nilId, limit];
  const { rows } = await tx.query<Omit<Row, 'body'> & { body: string | null }>(
    `SELECT id, generation, CASE WHEN type <> '${erasedType}' AND ${conditionOf(scope, values)} THEN body END AS body
       FROM event
      WHERE workspace_id = $1 AND id > $2::uuid ORDER BY id LIMIT $3`,
    values,
  );
  return {
    events: rows.flatMap(({ body, ...row }) =>
      body === null ? [] : toEvent(scope.workspaceId, { ...row, body }),
    ),
    scanned: rows.length,
    lastId: rows.at(-1)?.id ?? null,
  };
}

/** A part of all identifiers: ids from the first to the last. */
export type IdRange = { first: string; last: string };

const tracksPerFetch = 2_000;

/**
 * Reads all track, page and screen events of a scope whose identifier lies in the range, in one go through a cursor, so
 * that only a few are held at a time. Days are taken generously.
 */
export async function scanTracks(
  tx: Transaction,
  scope: EventScope,
  range: IdRange,
  onEvents: (events: EventAgain[]) => void,
): Promise<void> {
  const values: unknown[] = [scope.workspaceId, range.first, range.last];
  await tx.query(
    `DECLARE tracks_again NO SCROLL CURSOR FOR
     SELECT id, generation, body FROM event
      WHERE workspace_id = $1 AND type IN ('track', 'page', 'screen')
        AND identifier_id BETWEEN $2::uuid AND $3::uuid AND ${conditionOf(scope, values)}`,
    values,
  );
  let fetched = tracksPerFetch;
  while (fetched === tracksPerFetch) {
    const { rows } = await tx.query<Row>(`FETCH ${tracksPerFetch} FROM tracks_again`);
    onEvents(rows.map((row) => toEvent(scope.workspaceId, row)));
    fetched = rows.length;
  }
  await tx.query('CLOSE tracks_again');
}

function toEvent(workspaceId: number, { id, generation, body }: Row): EventAgain {
  const event = eventSchema.parse(JSON.parse(body));
  return { workspaceId, id, generation, event, subject: subjectOf(workspaceId, event) };
}

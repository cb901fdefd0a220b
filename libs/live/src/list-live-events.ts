import { HydraError } from '#contract';
import type { Transaction } from '#database';
import { conditionsOf, type LiveFilter } from './live-filter.js';
import { itemColumns, liveRows, toItem, type LiveEventRow, type LiveItem } from './live-item.js';

/** Which page of the live events of a workspace. */
export interface LiveEventsQuery extends LiveFilter {
  readonly workspaceId: number;
  /** The id of the last one on the page before. */
  readonly before?: string;
  /** Newer than this one, or so little older that it may have another status since this one was seen. */
  readonly after?: string;
  readonly limit: number;
}

/** The requests whose key is of no workspace stand beside those of every workspace. */
const shelves = `(VALUES ($1::int), (0)) AS mine (id) CROSS JOIN (VALUES (false), (true)) AS shelf (refused)`;

/** Live events that fit, newest first. */
export async function listLiveEvents(
  db: Transaction,
  { workspaceId, before, after, limit, ...filter }: LiveEventsQuery,
): Promise<LiveItem[]> {
  const values: unknown[] = [workspaceId, limit];
  const conditions = conditionsOf(filter, values);
  if (before !== undefined) conditions.push(`id < $${values.push(before)}`);
  if (after !== undefined) conditions.push(isNewsSince(`$${values.push(after)}`));
  const { rows } = await db.query<LiveEventRow>(
    `SELECT one.* FROM ${shelves} CROSS JOIN LATERAL (
       SELECT ${itemColumns} FROM (${liveRows}) AS live
        WHERE ${['workspace_id = mine.id', 'refused = shelf.refused', ...conditions].join(' AND ')}
        ORDER BY id DESC LIMIT $2) AS one
      ORDER BY one.id DESC LIMIT $2`,
    values,
  );
  return rows.map(toItem);
}

const isNewsSince = (id: string): string => `
  (id > ${id} OR at > (SELECT max(at) - interval '10 seconds' FROM live_event
                        WHERE workspace_id IN ($1, 0) AND refused IN (false, true) AND id = ${id}))`;

/** The live events with these ids, in the order of the ids. */
export async function readLiveEvents(
  db: Transaction,
  workspaceId: number,
  ids: readonly string[],
): Promise<LiveItem[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<LiveEventRow>({
    name: 'live-event-read',
    text: `SELECT ${itemColumns} FROM (${liveRows}) AS live
            WHERE workspace_id IN ($1, 0) AND refused IN (false, true) AND id = ANY($2::bigint[]) ORDER BY id`,
    values: [workspaceId, ids],
  });
  return rows.map(toItem);
}

/** The ids of the newest live events that came after this one, so many at most. */
export async function listLiveIdsAfter(
  db: Transaction,
  { workspaceId, after, limit }: { workspaceId: number; after: string; limit: number },
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'live-event-ids-after',
    text: `SELECT one.id FROM ${shelves} CROSS JOIN LATERAL (
             SELECT id FROM live_event
              WHERE workspace_id = mine.id AND live_event.refused = shelf.refused AND id > $2
              ORDER BY id DESC LIMIT $3) AS one
            ORDER BY one.id DESC LIMIT $3`,
    values: [workspaceId, after, limit],
  });
  return rows.map(({ id }) => id);
}

/** A live event with all that is kept of it. */
export interface LiveEventDetails extends LiveItem {
  /** As it was sent. */
  readonly raw: string | null;
  /** Whether `raw` is no JSON. */
  readonly rawIsText: boolean;
  /** As it was accepted. */
  readonly normalised: string | null;
  /** Whether one of the two is cut off. */
  readonly cut: boolean;
}

/** @throws HydraError not_found */
export async function getLiveEvent(
  db: Transaction,
  { workspaceId, id }: { workspaceId: number; id: string },
): Promise<LiveEventDetails> {
  type Row = LiveEventRow & {
    raw: string | null;
    raw_is_text: boolean;
    normalised: string | null;
    cut: boolean;
  };
  const { rows } = await db.query<Row>({
    name: 'live-event-get',
    text: `SELECT ${itemColumns}, raw, raw_is_text, normalised, cut FROM (${liveRows}) AS live
            WHERE workspace_id IN ($1, 0) AND refused IN (false, true) AND id = $2`,
    values: [workspaceId, id],
  });
  const row = rows[0];
  if (row === undefined)
    throw new HydraError('not_found', {
      message: 'There is no such live event. They are kept for a day, and the newest 10,000.',
    });
  const { raw, raw_is_text: rawIsText, normalised, cut } = row;
  return { ...toItem(row), raw: rawIsText ? toText(raw) : raw, rawIsText, normalised, cut };
}

/** Every arrival of an event that is still kept, oldest first: the one that was stored, and its repetitions. */
export async function listArrivals(
  db: Transaction,
  { workspaceId, eventId, limit }: { workspaceId: number; eventId: string; limit: number },
): Promise<LiveItem[]> {
  const { rows } = await db.query<LiveEventRow>({
    name: 'live-event-arrivals',
    text: `SELECT ${itemColumns} FROM (${liveRows}) AS live
            WHERE workspace_id = $1 AND refused = false AND event_id = $2 ORDER BY id LIMIT $3`,
    values: [workspaceId, eventId, limit],
  });
  return rows.map(toItem);
}

function toText(json: string | null): string | null {
  const text: unknown = json === null ? null : JSON.parse(json);
  return typeof text === 'string' ? text : null;
}

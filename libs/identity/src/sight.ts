import { arrayOf, listOf, type Transaction } from '#database';
import type { Identifier } from './identifier.js';
import { keyOf } from './owner.js';

/** An identifier that an event named, and the day (YYYY-MM-DD, UTC) on which it did. */
export type Sighting = { identifier: Identifier; day: string };

type Sighted = { identifier: Identifier; first: string; last: string };

/**
 * Afterwards every identifier exists and its first and last day cover the sightings. Most are known and were seen on
 * that day before, so that nothing is written; new ones are inserted and then known ones locked, each in the order of
 * their ids, as `recordKnowledge` does.
 * @returns the new identifiers. Each of them owns itself.
 */
export async function recordSightings(
  tx: Transaction,
  sightings: readonly Sighting[],
): Promise<Identifier[]> {
  const sighted = foldSightings(sightings);
  if (sighted.size === 0) return [];
  const news = await findNews(tx, sighted);
  if (news.length === 0) return [];
  const fresh = await insertFresh(
    tx,
    news.filter(({ known }) => !known),
  );
  const isFresh = ({ identifier: { workspaceId, id } }: Sighted): boolean =>
    fresh.has(keyOf(workspaceId, id));
  await widen(
    tx,
    news.filter((sighting) => !isFresh(sighting)),
  );
  return news.filter(isFresh).map(({ identifier }) => identifier);
}

/** Those that are not known, or not known to have been seen that early or that late. */
async function findNews(
  tx: Transaction,
  sighted: ReadonlyMap<string, Sighted>,
): Promise<(Sighted & { known: boolean })[]> {
  const all = [...sighted.values()];
  const { rows } = await tx.query<{ key: string; known: boolean }>({
    name: 'identifier-find-news',
    text: `SELECT s.workspace_id || '/' || s.id AS key, known.id IS NOT NULL AS known
             FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}, ${arrayOf(3, 'date')}, ${arrayOf(4, 'date')})
                  AS s (workspace_id, id, first, last)
             LEFT JOIN identifier known ON known.workspace_id = s.workspace_id AND known.id = s.id
            WHERE known.id IS NULL OR known.first_seen_on > s.first OR known.last_seen_on < s.last`,
    values: [
      listOf(all.map(({ identifier }) => identifier.workspaceId)),
      listOf(all.map(({ identifier }) => identifier.id)),
      listOf(all.map(({ first }) => first)),
      listOf(all.map(({ last }) => last)),
    ],
  });
  return rows.flatMap(({ key, known }) => {
    const news = sighted.get(key);
    return news ? [{ ...news, known }] : [];
  });
}

/** @returns the keys of those that were inserted. One that another transaction inserted meanwhile is not among them. */
async function insertFresh(tx: Transaction, missing: readonly Sighted[]): Promise<Set<string>> {
  if (missing.length === 0) return new Set();
  const { rows } = await tx.query<{ key: string }>({
    name: 'identifier-insert-sighted',
    text: `${insertSighted} DO NOTHING RETURNING workspace_id || '/' || id AS key`,
    values: columns(missing),
  });
  return new Set(rows.map((row) => row.key));
}

/** Afterwards the first and last days of these identifiers, all of them known, cover their sightings. */
async function widen(tx: Transaction, known: readonly Sighted[]): Promise<void> {
  if (known.length === 0) return;
  await tx.query({
    name: 'identifier-widen',
    text: `${insertSighted} DO UPDATE
              SET first_seen_on = least(identifier.first_seen_on, excluded.first_seen_on),
                  last_seen_on = greatest(identifier.last_seen_on, excluded.last_seen_on)`,
    values: columns(known),
  });
}

const insertSighted = `INSERT INTO identifier (workspace_id, id, first_seen_on, last_seen_on, kind, value, owner_id)
           SELECT workspace_id, id, first, last, kind, value, id
             FROM unnest($1::int[], $2::uuid[], $3::date[], $4::date[], $5::text[], $6::text[])
                  AS s (workspace_id, id, first, last, kind, value)
            ORDER BY workspace_id, id
           ON CONFLICT (workspace_id, id)`;

const columns = (rows: readonly Sighted[]): unknown[] => [
  rows.map(({ identifier }) => identifier.workspaceId),
  rows.map(({ identifier }) => identifier.id),
  rows.map(({ first }) => first),
  rows.map(({ last }) => last),
  rows.map(({ identifier }) => identifier.kind),
  rows.map(({ identifier }) => identifier.value),
];

function foldSightings(sightings: readonly Sighting[]): Map<string, Sighted> {
  const sighted = new Map<string, Sighted>();
  for (const { identifier, day } of sightings) {
    const key = keyOf(identifier.workspaceId, identifier.id);
    const known = sighted.get(key);
    if (!known) sighted.set(key, { identifier, first: day, last: day });
    else if (day < known.first) known.first = day;
    else if (day > known.last) known.last = day;
  }
  return sighted;
}

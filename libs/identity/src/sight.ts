import type { Transaction } from '#database';
import type { Identifier } from './identifier.js';
import { keyOf } from './owner.js';

/** An identifier that an event named, and the day (YYYY-MM-DD, UTC) on which it did. */
export type Sighting = { identifier: Identifier; day: string };

type Sighted = { identifier: Identifier; first: string; last: string };

/**
 * Afterwards every identifier exists and its first and last day cover the sightings. Only those that were unknown or
 * seen on a new day are written, in the order of their ids.
 * @returns those that were written and own themselves: the new ones, whose person or company is to be made, among them.
 */
export async function recordSightings(
  tx: Transaction,
  sightings: readonly Sighting[],
): Promise<Identifier[]> {
  const sighted = foldSightings(sightings);
  if (sighted.size === 0) return [];
  const all = [...sighted.values()];
  const { rows } = await tx.query<{ workspace_id: number; id: string; unclaimed: boolean }>({
    name: 'identifier-sight',
    text: `INSERT INTO identifier (workspace_id, id, kind, value, owner_id, first_seen_on, last_seen_on)
           SELECT s.workspace_id, s.id, s.kind, s.value, s.id, s.first, s.last
             FROM unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::date[], $6::date[])
                  AS s (workspace_id, id, kind, value, first, last)
            WHERE NOT EXISTS (SELECT FROM identifier known
                               WHERE known.workspace_id = s.workspace_id AND known.id = s.id
                                 AND known.first_seen_on <= s.first AND known.last_seen_on >= s.last)
            ORDER BY s.workspace_id, s.id
           ON CONFLICT (workspace_id, id) DO UPDATE
              SET first_seen_on = least(identifier.first_seen_on, excluded.first_seen_on),
                  last_seen_on = greatest(identifier.last_seen_on, excluded.last_seen_on)
           RETURNING workspace_id, id, owner_id = id AS unclaimed`,
    values: [
      all.map(({ identifier }) => identifier.workspaceId),
      all.map(({ identifier }) => identifier.id),
      all.map(({ identifier }) => identifier.kind),
      all.map(({ identifier }) => identifier.value),
      all.map(({ first }) => first),
      all.map(({ last }) => last),
    ],
  });
  return rows
    .filter((row) => row.unclaimed)
    .flatMap((row) => sighted.get(keyOf(row.workspace_id, row.id))?.identifier ?? []);
}

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

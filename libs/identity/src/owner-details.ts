import type { Transaction } from '#database';
import type { IdentifierKind } from './identifier.js';
import type { OwnerRef } from './owner.js';
import { mergeTraits, type Traits } from './traits.js';

/** What a person's or a company's identifiers tell of it. Days are YYYY-MM-DD, moments ISO 8601. */
export type OwnerDetails = {
  firstSeen: string | null;
  lastSeen: string | null;
  /** The last word on each trait, without those that were unset. */
  traits: Record<string, { value: unknown; at: string }>;
  /** Strongest kind first. */
  identifiers: { id: string; kind: IdentifierKind; value: string; claimedAt: string | null }[];
};

/** More than anybody has by right; the rest is not shown. */
const identifiersMax = 1_000;

/**
 * The id of the owner whom this id names today: its own, or that of any identifier, merged ones included.
 * @param kinds those that name such an owner
 * @returns null when there is none
 */
export async function findOwnerId(
  db: Transaction,
  ref: OwnerRef,
  kinds: readonly IdentifierKind[],
): Promise<string | null> {
  const { rows } = await db.query<{ owner_id: string }>({
    name: 'owner-find',
    text: 'SELECT owner_id FROM identifier WHERE workspace_id = $1 AND id = $2 AND kind = ANY($3::text[])',
    values: [ref.workspaceId, ref.id, kinds],
  });
  return rows[0]?.owner_id ?? null;
}

/** What the identifiers of an owner tell of it. */
export async function readOwnerDetails(
  db: Transaction,
  owner: OwnerRef,
  kinds: readonly IdentifierKind[],
): Promise<OwnerDetails> {
  const { rows } = await db.query<{
    id: string;
    kind: IdentifierKind;
    value: string;
    claimed_at: Date | null;
    traits: Traits;
    first_seen: string | null;
    last_seen: string | null;
  }>({
    name: 'owner-details',
    text: `SELECT id, kind, value, claimed_at, traits, to_char(first_seen_on, 'YYYY-MM-DD') AS first_seen,
                  to_char(last_seen_on, 'YYYY-MM-DD') AS last_seen
             FROM identifier
            WHERE workspace_id = $1 AND owner_id = $2
            ORDER BY array_position($3::text[], kind), value
            LIMIT $4`,
    values: [owner.workspaceId, owner.id, kinds, identifiersMax],
  });
  return {
    firstSeen: sortedDays(rows.map((row) => row.first_seen))[0] ?? null,
    lastSeen: sortedDays(rows.map((row) => row.last_seen)).at(-1) ?? null,
    traits: shownTraits(rows.map((row) => row.traits)),
    identifiers: rows.map(({ id, kind, value, claimed_at }) => ({
      id,
      kind,
      value,
      claimedAt: claimed_at?.toISOString() ?? null,
    })),
  };
}

function shownTraits(all: readonly Traits[]): OwnerDetails['traits'] {
  return Object.fromEntries(
    mergeTraits(...all).flatMap(({ at, values }) =>
      Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, { value, at }]])),
    ),
  );
}

const sortedDays = (days: readonly (string | null)[]): string[] =>
  days.filter((day) => day !== null).toSorted();

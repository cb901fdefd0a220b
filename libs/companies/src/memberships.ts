import { arrayOf, listOf, type Transaction } from '#database';
import { basisOf, type Membership } from './company-knowledge.js';
import { isLaterWord, membershipKey, type KnownMemberships } from './known-memberships.js';

/** Of these memberships the latest word on each, where that may not be on record yet. */
export function findNewMemberships(told: readonly Membership[], known: KnownMemberships): Membership[] {
  const latest = new Map<string, Membership>();
  for (const membership of told) {
    if (known.covers(membership)) continue;
    const key = membershipKey(membership);
    const other = latest.get(key);
    if (!other || isLaterWord(membership, other)) latest.set(key, membership);
  }
  return [...latest.values()];
}

/**
 * Afterwards each membership is recorded with the latest word on it. Rows are written in the order of their keys.
 * @param told one of each identifier and company; this transaction holds the identifiers locked.
 * @returns those on which this was the latest word.
 */
export async function recordMemberships(tx: Transaction, told: readonly Membership[]): Promise<Membership[]> {
  if (told.length === 0) return [];
  const { rows } = await tx.query<{ key: string }>({
    name: 'membership-record',
    text: `INSERT INTO membership (workspace_id, identifier_id, company_identifier_id, at, basis, message_id, ended)
           SELECT * FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}, ${arrayOf(3, 'uuid')},
                                ${arrayOf(4, 'timestamptz')}, ${arrayOf(5, 'smallint')}, $6::text[], ${arrayOf(7, 'bool')})
                      AS new (workspace_id, identifier_id, company_identifier_id, at, basis, message_id, ended)
            ORDER BY workspace_id, identifier_id, company_identifier_id
           ON CONFLICT (workspace_id, identifier_id, company_identifier_id) DO UPDATE
              SET at = excluded.at, message_id = excluded.message_id, ended = excluded.ended
            WHERE (excluded.at, excluded.message_id COLLATE "C", excluded.ended)
                  > (membership.at, membership.message_id COLLATE "C", membership.ended)
           RETURNING identifier_id || '/' || company_identifier_id AS key`,
    values: [
      listOf(told.map(({ identifier }) => identifier.workspaceId)),
      listOf(told.map(({ identifier }) => identifier.id)),
      listOf(told.map(({ company }) => company.id)),
      listOf(told.map(({ at }) => at)),
      listOf(told.map(({ company }) => basisOf[company.kind])),
      told.map(({ messageId }) => messageId),
      listOf(told.map(({ ended }) => ended)),
    ],
  });
  const written = new Set(rows.map(({ key }) => key));
  return told.filter((membership) => written.has(membershipKey(membership)));
}

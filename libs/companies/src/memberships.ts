import { arrayOf, listOf, type Transaction } from '#database';
import { isAfter } from '#identity';
import { basisOf, type Membership } from './company-knowledge.js';

/**
 * Afterwards each membership is recorded with the latest word on it. Rows are written in the order of their keys.
 * @returns those on which this was the latest word.
 */
export async function recordMemberships(tx: Transaction, told: readonly Membership[]): Promise<Membership[]> {
  const latest = new Map<string, Membership>();
  for (const membership of told) {
    const key = keyOf(membership.identifier.id, membership.company.id);
    const known = latest.get(key);
    if (!known || isAfter(membership, known)) latest.set(key, membership);
  }
  const all = [...latest.values()];
  if (all.length === 0) return [];
  const { rows } = await tx.query<{ identifier_id: string; company_identifier_id: string }>({
    name: 'membership-record',
    text: `INSERT INTO membership (workspace_id, identifier_id, company_identifier_id, at, basis, message_id)
           SELECT * FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}, ${arrayOf(3, 'uuid')},
                                ${arrayOf(4, 'timestamptz')}, ${arrayOf(5, 'smallint')}, $6::text[])
                      AS new (workspace_id, identifier_id, company_identifier_id, at, basis, message_id)
            ORDER BY workspace_id, identifier_id, company_identifier_id
           ON CONFLICT (workspace_id, identifier_id, company_identifier_id) DO UPDATE
              SET at = excluded.at, message_id = excluded.message_id
            WHERE (excluded.at, excluded.message_id COLLATE "C") > (membership.at, membership.message_id COLLATE "C")
           RETURNING identifier_id, company_identifier_id`,
    values: [
      listOf(all.map(({ identifier }) => identifier.workspaceId)),
      listOf(all.map(({ identifier }) => identifier.id)),
      listOf(all.map(({ company }) => company.id)),
      listOf(all.map(({ at }) => at)),
      listOf(all.map(({ company }) => basisOf[company.kind])),
      all.map(({ messageId }) => messageId),
    ],
  });
  return rows.flatMap((row) => latest.get(keyOf(row.identifier_id, row.company_identifier_id)) ?? []);
}

const keyOf = (identifierId: string, companyId: string): string => `${identifierId}/${companyId}`;

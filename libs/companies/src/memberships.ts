import { arrayOf, listOf, type Transaction } from '#database';
import { isAfter } from '#identity';
import { basisOf, type Membership } from './company-knowledge.js';

/**
 * Of these memberships, the latest word on each that says more than is recorded. Locks nothing: what is recorded only
 * gets later.
 */
export async function findNewMemberships(
  tx: Transaction,
  told: readonly Membership[],
): Promise<Membership[]> {
  const latest = new Map<string, Membership>();
  for (const membership of told) {
    const key = `${membership.identifier.id}/${membership.company.id}`;
    const known = latest.get(key);
    if (!known || isAfter(membership, known)) latest.set(key, membership);
  }
  const all = [...latest.values()];
  if (all.length === 0) return [];
  const { rows } = await tx.query<{ at: number }>({
    name: 'membership-find-news',
    text: `SELECT told.at::int
             FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}, ${arrayOf(3, 'uuid')},
                         ${arrayOf(4, 'timestamptz')}) WITH ORDINALITY
                  AS told (workspace_id, identifier_id, company_identifier_id, said_at, at)
            WHERE NOT EXISTS (SELECT FROM membership known
                               WHERE known.workspace_id = told.workspace_id
                                 AND known.identifier_id = told.identifier_id
                                 AND known.company_identifier_id = told.company_identifier_id
                                 AND known.at > told.said_at)`,
    values: [...keyColumns(all), listOf(all.map(({ at }) => at))],
  });
  return rows.flatMap(({ at }) => all[at - 1] ?? []);
}

/**
 * Afterwards each membership is recorded with the latest word on it. Rows are written in the order of their keys.
 * @param memberships one of each identifier and company
 */
export async function recordMemberships(tx: Transaction, memberships: readonly Membership[]): Promise<void> {
  if (memberships.length === 0) return;
  await tx.query({
    name: 'membership-record',
    text: `INSERT INTO membership (workspace_id, identifier_id, company_identifier_id, at, basis, message_id)
           SELECT * FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}, ${arrayOf(3, 'uuid')},
                                ${arrayOf(4, 'timestamptz')}, ${arrayOf(5, 'smallint')}, $6::text[])
                      AS new (workspace_id, identifier_id, company_identifier_id, at, basis, message_id)
            ORDER BY workspace_id, identifier_id, company_identifier_id
           ON CONFLICT (workspace_id, identifier_id, company_identifier_id) DO UPDATE
              SET at = excluded.at, message_id = excluded.message_id
            WHERE (excluded.at, excluded.message_id COLLATE "C") > (membership.at, membership.message_id COLLATE "C")`,
    values: [
      ...keyColumns(memberships),
      listOf(memberships.map(({ at }) => at)),
      listOf(memberships.map(({ company }) => basisOf[company.kind])),
      memberships.map(({ messageId }) => messageId),
    ],
  });
}

const keyColumns = (memberships: readonly Membership[]): unknown[] => [
  listOf(memberships.map(({ identifier }) => identifier.workspaceId)),
  listOf(memberships.map(({ identifier }) => identifier.id)),
  listOf(memberships.map(({ company }) => company.id)),
];

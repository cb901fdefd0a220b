import type { Transaction } from '#database';
import { isAfter } from '#identity';
import { basisOf, type Membership } from './company-knowledge.js';

/** Afterwards each membership is recorded with the latest word on it. Rows are written in the order of their keys. */
export async function recordMemberships(tx: Transaction, memberships: readonly Membership[]): Promise<void> {
  const latest = new Map<string, Membership>();
  for (const membership of memberships) {
    const { identifier, company } = membership;
    const key = `${identifier.workspaceId}/${identifier.id}/${company.id}`;
    const known = latest.get(key);
    if (!known || isAfter(membership, known)) latest.set(key, membership);
  }
  if (latest.size === 0) return;
  const rows = [...latest.values()];
  await tx.query({
    name: 'membership-record',
    text: `INSERT INTO membership (workspace_id, identifier_id, company_identifier_id, basis, at, message_id)
           SELECT * FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::smallint[], $5::timestamptz[], $6::text[])
                      AS new (workspace_id, identifier_id, company_identifier_id, basis, at, message_id)
            ORDER BY workspace_id, identifier_id, company_identifier_id
           ON CONFLICT (workspace_id, identifier_id, company_identifier_id) DO UPDATE
              SET at = excluded.at, message_id = excluded.message_id
            WHERE (excluded.at, excluded.message_id COLLATE "C") > (membership.at, membership.message_id COLLATE "C")`,
    values: [
      rows.map(({ identifier }) => identifier.workspaceId),
      rows.map(({ identifier }) => identifier.id),
      rows.map(({ company }) => company.id),
      rows.map(({ company }) => basisOf[company.kind]),
      rows.map(({ at }) => at),
      rows.map(({ messageId }) => messageId),
    ],
  });
}

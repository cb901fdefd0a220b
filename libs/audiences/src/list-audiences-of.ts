import type { z } from 'zod';
import type { staffApi } from '#contract';
import type { Transaction } from '#database';
import type { OwnerRef } from '#identity';

/** The audiences that somebody is in, as staff see them. */
export type AudiencesOf = z.infer<typeof staffApi.person>['audiences'];

/** Of those that somebody was ever in. */
const audiencesMax = 1_000;

/** The audiences that a person or company is in: by the latest word on any of its identifiers. */
export async function listAudiencesOf(db: Transaction, owner: OwnerRef): Promise<AudiencesOf> {
  const { rows } = await db.query<{ id: string; key: string; kind: AudiencesOf[number]['kind']; at: Date }>({
    name: 'audience-list-of',
    text: `SELECT audience.id, key, kind, at
             FROM (SELECT DISTINCT ON (audience_id) said.workspace_id, audience_id, entered, at
                     FROM identifier AS own
                     JOIN audience_membership AS said
                       ON said.workspace_id = own.workspace_id AND said.identifier_id = own.id
                    WHERE own.workspace_id = $1 AND own.owner_id = $2
                    ORDER BY audience_id, at DESC, message_id COLLATE "C" DESC, entered DESC
                    LIMIT $3) AS latest
             JOIN audience ON audience.workspace_id = latest.workspace_id AND audience.id = latest.audience_id
            WHERE entered
            ORDER BY key COLLATE "C", audience.id`,
    values: [owner.workspaceId, owner.id, audiencesMax],
  });
  return rows.map(({ at, ...audience }) => ({ ...audience, since: at.toISOString() }));
}

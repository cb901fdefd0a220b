import type { Transaction } from '#database';

/** A feature as an event spelled it. */
export type FeatureSeen = { workspaceId: number; id: string; name: string; at: string; messageId: string };

/**
 * Afterwards every feature exists and is spelled as the earliest event spelled it, by event time, then by message id.
 * Only what is new or earlier is written, in the order of the ids.
 */
export async function recordFeatures(tx: Transaction, features: readonly FeatureSeen[]): Promise<void> {
  if (features.length === 0) return;
  await tx.query({
    name: 'feature-record',
    text: `INSERT INTO feature (workspace_id, id, name, first_at, first_message_id)
           SELECT new.* FROM unnest($1::int[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[])
                          AS new (workspace_id, id, name, first_at, first_message_id)
            WHERE NOT EXISTS (SELECT FROM feature known
                               WHERE known.workspace_id = new.workspace_id AND known.id = new.id
                                 AND (known.first_at, known.first_message_id COLLATE "C")
                                     <= (new.first_at, new.first_message_id COLLATE "C"))
            ORDER BY workspace_id, id
           ON CONFLICT (workspace_id, id) DO UPDATE
              SET name = excluded.name, first_at = excluded.first_at, first_message_id = excluded.first_message_id
            WHERE (excluded.first_at, excluded.first_message_id COLLATE "C")
                  < (feature.first_at, feature.first_message_id COLLATE "C")`,
    values: [
      features.map((feature) => feature.workspaceId),
      features.map((feature) => feature.id),
      features.map((feature) => feature.name),
      features.map((feature) => feature.at),
      features.map((feature) => feature.messageId),
    ],
  });
}

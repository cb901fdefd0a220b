import type { Transaction } from '#database';

/** Longer than a workspace's live events are wide. */
const statementRowsMax = 20_000;

/**
 * Removes what is kept of the live events of people, for their erasure.
 * @param values the user ids, anonymous ids and e-mail addresses that name them
 * @returns how many were removed
 */
export async function forgetLiveEvents(
  tx: Transaction,
  workspaceId: number,
  values: readonly string[],
): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'live-event-forget',
    text: `DELETE FROM live_event
            WHERE workspace_id = $1
              AND id = ANY (ARRAY(SELECT id FROM live_event
                                   WHERE workspace_id = $1
                                     AND (string_to_array(names, E'\\x1f') && $2::text[]
                                          OR EXISTS (SELECT FROM unnest($4::text[]) AS said WHERE strpos(raw, said) > 0))
                                   ORDER BY refused, id LIMIT $3 FOR UPDATE))`,
    values: [
      workspaceId,
      values.map((value) => value.toLowerCase()),
      statementRowsMax,
      values.map((value) => JSON.stringify(value)),
    ],
  });
  return rowCount ?? 0;
}

import { arrayOf, listOf, type Transaction } from '#database';
import { isPersonKind, type Identifier } from './identifier.js';
import type { Claim, Knowledge } from './state.js';

/** A claim beside an earlier one of somebody else. */
export type Contested = { identifier: Identifier; by: string; messageId: string };

type Changed = { before: { knowledge: Knowledge }; now: { knowledge: Knowledge } };

/** The claims on people that do not hold: of what is told, and of what was on record until now. */
export function findContested(
  told: readonly Knowledge[],
  changes: readonly Changed[],
  claimOn: (id: string) => Claim | undefined,
): Contested[] {
  const claims = [...told, ...changes.map(({ before }) => before.knowledge)];
  return claims.flatMap(({ identifier, claim }) => {
    if (claim === undefined || !isPersonKind(identifier.kind)) return [];
    const holds = claimOn(identifier.id);
    if (holds === undefined || holds.by === claim.by) return [];
    return { identifier, by: claim.by, messageId: claim.messageId };
  });
}

/**
 * Of these claims those that are refused: the identifier belongs to somebody, and that is not whoever claims it. Where
 * staff have merged the two, none is.
 */
export async function findRefused(tx: Transaction, claims: readonly Contested[]): Promise<Contested[]> {
  if (claims.length === 0) return [];
  const { rows } = await tx.query<{ at: number }>({
    name: 'claim-find-refused',
    text: `SELECT told.at::int
             FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}, ${arrayOf(3, 'uuid')}) WITH ORDINALITY
                  AS told (workspace_id, id, claimed_by, at)
             JOIN identifier known ON known.workspace_id = told.workspace_id AND known.id = told.id
             JOIN identifier claimant ON claimant.workspace_id = told.workspace_id AND claimant.id = told.claimed_by
            WHERE known.owner_id <> claimant.owner_id`,
    values: [
      listOf(claims.map(({ identifier }) => identifier.workspaceId)),
      listOf(claims.map(({ identifier }) => identifier.id)),
      listOf(claims.map(({ by }) => by)),
    ],
  });
  return rows.flatMap(({ at }) => claims[at - 1] ?? []);
}

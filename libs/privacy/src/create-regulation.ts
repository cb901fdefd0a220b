import type pg from 'pg';
import type { RegulationType } from '#contract';
import { inTransaction } from '#database';
import { identifierOf, type PersonKind } from '#identity';
import { getRegulation, type Regulation } from './list-regulations.js';
import { recordRegulation } from './record-regulation.js';

/**
 * Records what staff have asked for; a deletion is of all that was there until now. The caller queues the task `erase`
 * after it.
 * @param actor the e-mail address of a member of staff
 */
export function createRegulation(
  pool: pg.Pool,
  asked: {
    workspaceId: number;
    type: RegulationType;
    identifiers: readonly { kind: PersonKind; value: string }[];
    actor: string;
  },
): Promise<Regulation> {
  const { workspaceId, type, actor } = asked;
  const until = new Date().toISOString();
  const meant = asked.identifiers.map(({ kind, value }) => ({
    identifier: identifierOf(workspaceId, kind, value),
    until,
  }));
  return inTransaction(pool, async (tx) => {
    const id = await recordRegulation(tx, { workspaceId, type, actor, meant });
    return getRegulation(tx, workspaceId, id);
  });
}

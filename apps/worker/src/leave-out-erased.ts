import type { InboxEvent } from '#contract';
import type { Transaction } from '#database';
import { storeLeftOut } from '#events';
import { leaveOut } from '#privacy';
import type { Counting } from '#scanners';

/**
 * The events of a chunk that may be recorded. Of those of people who were erased or are suppressed, nothing is kept but
 * that they came. Where that is nobody in these workspaces, it asks for nothing.
 */
export async function leaveOutErased(
  tx: Transaction,
  chunk: InboxEvent[],
  workspaces: ReadonlyMap<number, Pick<Counting, 'erasures'>>,
): Promise<{ taken: InboxEvent[]; leftOut: number }> {
  const hasErasures = (workspaceId: number): boolean => (workspaces.get(workspaceId)?.erasures ?? 0) > 0;
  if (![...workspaces.keys()].some(hasErasures)) return { taken: chunk, leftOut: 0 };
  const { taken, leftOut } = await leaveOut(tx, chunk, hasErasures);
  await storeLeftOut(tx, leftOut);
  return { taken, leftOut: leftOut.length };
}

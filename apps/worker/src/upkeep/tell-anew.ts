import type { Transaction } from '#database';
import type { StoredUnder } from '#events';
import type { Counting } from '#scanners';
import { countUsage } from '#usage';
import { tellAgain } from './tell-again.js';

/** An event that stays, and the generation under which its subject was forgotten; null where it was not. */
export type Kept = { stored: StoredUnder; forgottenAt: number | null };

/**
 * Afterwards what these stored events tell is on record once more, of whoever was forgotten. Told again, it changes
 * nothing of others; usage is counted only where it was forgotten with its subject after the event was stored.
 */
export async function tellAnew(
  tx: Transaction,
  { timeZone, scanners }: Counting,
  kept: readonly Kept[],
): Promise<void> {
  if (kept.length === 0) return;
  for (const [forgottenAt, theirs] of byGeneration(kept)) {
    await countUsage(tx, theirs, () => ({
      timeZone,
      // One that came later counts it, or has counted it, by its own recount.
      counters: scanners
        .filter(({ generation }) => generation <= forgottenAt)
        .map(({ id, settings }) => ({ id, ...settings })),
    }));
  }
  await tellAgain(
    tx,
    kept.map(({ stored }) => stored),
  );
}

/** The events whose usage was forgotten, by the generation under which it was. */
function byGeneration(kept: readonly Kept[]): Map<number, StoredUnder[]> {
  const events = new Map<number, StoredUnder[]>();
  for (const { stored, forgottenAt } of kept) {
    if (forgottenAt === null || stored.generation >= forgottenAt) continue;
    events.set(forgottenAt, [...(events.get(forgottenAt) ?? []), stored]);
  }
  return events;
}

import { recordAudiences } from '#audiences';
import {
  companyFacts,
  findNewMemberships,
  KnownMemberships,
  recordMemberships,
  refreshCompanies,
} from '#companies';
import type { Transaction } from '#database';
import type { StoredUnder } from '#events';
import { KnownIdentifiers, recordKnowledge } from '#identity';
import { personKnowledge, refreshPeople } from '#people';
import type { Counting } from '#scanners';
import { countUsage } from '#usage';

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
  const events = kept.map(({ stored }) => stored);
  const facts = events.map(companyFacts);
  const memberships = findNewMemberships(
    facts.flatMap(({ membership }) => membership ?? []),
    new KnownMemberships(),
  );
  for (const [forgottenAt, theirs] of byGeneration(kept)) {
    await countUsage(tx, theirs, () => ({
      timeZone,
      // One that came later counts it, or has counted it, by its own recount.
      counters: scanners
        .filter(({ generation }) => generation <= forgottenAt)
        .map(({ id, settings }) => ({ id, ...settings })),
    }));
  }
  const learnt = await recordKnowledge(
    tx,
    new KnownIdentifiers(),
    [...events.flatMap(personKnowledge), ...facts.flatMap(({ knowledge }) => knowledge)],
    new Set(memberships.map(({ identifier }) => identifier.id)),
  );
  const joined = await recordMemberships(tx, memberships);
  await refreshCompanies(tx, learnt.companies, learnt.recorded);
  await refreshPeople(tx, learnt.people, learnt.recorded, joined);
  await recordAudiences(tx, events);
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

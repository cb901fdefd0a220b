import type { Event } from '#contract';
import type { Transaction } from '#database';
import { eraseEvents, listStoredUnder, subjectOf, type StoredUnder } from '#events';
import type { Identifier } from '#identity';
import { eraseDeadLetters, listDeadLettersAfter } from '#inbox';
import {
  addErased,
  claimsOf,
  endPass,
  eraseToo,
  findForgotten,
  finishRegulations,
  isErased,
  recordPass,
  type Claimed,
  type Forgotten,
  type Pass,
} from '#privacy';
import { findCountingScanners } from '#scanners';
import { tellAnew } from './tell-anew.js';

const eventsPerStep = 2_000;
const deadLettersPerStep = 500;

/** Looks through some of the stored events, or of the dead letters, and moves the pass on. */
export async function lookThrough(tx: Transaction, workspaceId: number, pass: Pass): Promise<void> {
  if (pass.deadLetters) await lookThroughDeadLetters(tx, workspaceId, pass);
  else await lookThroughEvents(tx, workspaceId, pass);
}

type Concerned = { stored: StoredUnder; claimed: Identifier[]; own: Forgotten | undefined };

async function lookThroughEvents(tx: Transaction, workspaceId: number, pass: Pass): Promise<void> {
  // Before any event is locked: chunks hold on to this while they wait for the events that they bring again.
  const counting = (await findCountingScanners(tx, [workspaceId])).get(workspaceId);
  const events = await listStoredUnder(tx, { ...pass, workspaceId, limit: eventsPerStep });
  const last = events.at(-1);
  if (!last || !counting) {
    await recordPass(tx, workspaceId, { deadLetters: true, afterId: null });
    return;
  }
  const all = events.map((stored) => ({ stored, claimed: claimsOf(stored) }));
  const forgotten = await findForgotten(tx, workspaceId, idsIn(all));
  const concerned = all.flatMap((one): Concerned[] => {
    const own = forgotten.get(one.stored.subject?.id ?? '');
    return own || one.claimed.some(({ id }) => forgotten.has(id)) ? [{ ...one, own }] : [];
  });
  const isTheirs = ({ stored, own }: Concerned): boolean => isErased(stored.event, own?.until ?? null);
  await erase(tx, workspaceId, concerned.filter(isTheirs), forgotten);
  const kept = concerned.filter((one) => !isTheirs(one));
  await tellAnew(
    tx,
    counting,
    kept.map(({ stored, own }) => ({ stored, forgottenAt: own?.generation ?? null })),
  );
  await recordPass(tx, workspaceId, { deadLetters: false, afterId: last.id });
}

const idsIn = (events: readonly Omit<Concerned, 'own'>[]): string[] => [
  ...new Set(
    events.flatMap(({ stored: { subject }, claimed }) =>
      [...(subject ? [subject] : []), ...claimed].map(({ id }) => id),
    ),
  ),
];

async function erase(
  tx: Transaction,
  workspaceId: number,
  erased: readonly Concerned[],
  forgotten: ReadonlyMap<string, Forgotten>,
): Promise<void> {
  const events = new Map<number, number>();
  const claims = new Map<number, Claimed[]>();
  for (const { claimed, own } of erased) {
    if (!own || own.until === null) continue;
    const { regulationId, until } = own;
    events.set(regulationId, (events.get(regulationId) ?? 0) + 1);
    const more = claimed.filter(({ id }) => (forgotten.get(id)?.until ?? '') < until);
    claims.set(regulationId, [
      ...(claims.get(regulationId) ?? []),
      ...more.map((identifier) => ({ identifier, until })),
    ]);
  }
  // In the order in which chunks lock them.
  for (const [regulationId, found] of claims) await eraseToo(tx, { workspaceId, regulationId }, found);
  await addErased(tx, workspaceId, events);
  await eraseEvents(
    tx,
    workspaceId,
    erased.map(({ stored }) => stored.id),
  );
}

async function lookThroughDeadLetters(tx: Transaction, workspaceId: number, pass: Pass): Promise<void> {
  const letters = await listDeadLettersAfter(tx, workspaceId, { ...pass, limit: deadLettersPerStep });
  const last = letters.at(-1);
  if (!last) {
    await endPass(tx, workspaceId);
    await finishRegulations(tx, workspaceId);
    return;
  }
  const subjectIdOf = (event: Event | null): string => (event && subjectOf(workspaceId, event)?.id) ?? '';
  const ids = letters.map(({ event }) => subjectIdOf(event)).filter((id) => id !== '');
  const forgotten = await findForgotten(tx, workspaceId, ids);
  const theirs = letters.filter(
    ({ event }) => event && isErased(event, forgotten.get(subjectIdOf(event))?.until ?? null),
  );
  await eraseDeadLetters(
    tx,
    workspaceId,
    theirs.map(({ id }) => id),
  );
  await recordPass(tx, workspaceId, { deadLetters: true, afterId: last.id });
}

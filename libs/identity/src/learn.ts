import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from '#database';
import { isPersonKind, type IdentifierKind } from './identifier.js';
import {
  findNews,
  insertIdentifiers,
  lockIdentifiers,
  updateIdentifiers,
  type StoredIdentifier,
} from './identifier-rows.js';
import type { Recorded } from './owned.js';
import { keyOf, type OwnerRef } from './owner.js';
import { covers, mergeKnowledge, type Knowledge } from './state.js';

/** Whose rows may have to say something else now, and the identifiers that this transaction holds locked. */
export type Touched = { people: OwnerRef[]; companies: OwnerRef[]; recorded: Recorded };

/**
 * Afterwards each identifier knows what it knew before and what is told now, and points to the person or company of
 * whoever claimed it first.
 *
 * What is known only grows. So an identifier that knows it all already is left alone, and not even locked: nothing that
 * another transaction adds can take that away. New rows are inserted in the order of their ids; then those that grow are
 * locked, in that order too: whoever waits for a row holds none that its owner may still wait for.
 * @param moving ids of told identifiers whose owners change by other means: they are locked, and their owners touched.
 */
export async function recordKnowledge(
  tx: Transaction,
  told: readonly Knowledge[],
  moving: ReadonlySet<string> = new Set(),
): Promise<Touched> {
  const all = fold(told);
  const { missing, growing } = await findNews(tx, [...all.values()]);
  const fresh = await insertIdentifiers(
    tx,
    missing.map((knowledge) => ({ knowledge, ownerId: firstOwnerOf(knowledge) })),
  );
  const claimants = [...missing, ...growing].flatMap(({ claim }) => claim?.by ?? []);
  const held = new Set([
    ...[...missing, ...growing].map(({ identifier }) => identifier.id),
    ...claimants,
    ...moving,
  ]);
  const heldNow = [...held].flatMap((id) => all.get(id) ?? []);
  const known = await lockIdentifiers(
    tx,
    heldNow.filter(({ identifier }) => !fresh.has(identifier.id)),
  );

  const recorded: StoredIdentifier[] = [];
  const changed: StoredIdentifier[] = [];
  const touched = new Map<string, OwnerRef & { kind: IdentifierKind }>();
  for (const toldNow of heldNow) {
    const { id, workspaceId, kind } = toldNow.identifier;
    const before = known.get(id) ?? { knowledge: toldNow, ownerId: firstOwnerOf(toldNow) };
    const knowledge = mergeKnowledge(before.knowledge, toldNow);
    const now = { knowledge, ownerId: ownerOf(knowledge, before, known) };
    recorded.push(now);
    if (now.ownerId !== before.ownerId || !covers(before.knowledge, toldNow)) changed.push(now);
    if (fresh.has(id) || moving.has(id) || looksDifferent(before, now, toldNow)) {
      for (const ownerId of [before.ownerId, now.ownerId])
        touched.set(keyOf(workspaceId, ownerId), { workspaceId, id: ownerId, kind });
    }
  }
  await updateIdentifiers(tx, changed);
  const owners = [...touched.values()];
  return {
    people: owners.filter((owner) => isPersonKind(owner.kind)),
    companies: owners.filter((owner) => !isPersonKind(owner.kind)),
    recorded: recorded.map(({ knowledge, ownerId }) => ({ ...knowledge, ownerId })),
  };
}

function fold(told: readonly Knowledge[]): Map<string, Knowledge> {
  const folded = new Map<string, Knowledge>();
  for (const knowledge of told) {
    const { id } = knowledge.identifier;
    const known = folded.get(id);
    folded.set(id, known ? mergeKnowledge(known, knowledge) : knowledge);
  }
  return folded;
}

/** Whom a new identifier points to, as far as it can be said without looking at its claimant. */
const firstOwnerOf = ({ identifier, claim }: Knowledge): string => claim?.by ?? identifier.id;

/** The owner of whoever holds the claim; without a claim the identifier's own id, or where staff have pointed it. */
function ownerOf(
  { claim }: Knowledge,
  before: StoredIdentifier,
  known: ReadonlyMap<string, StoredIdentifier>,
): string {
  if (!claim) return before.ownerId;
  const claimant = known.get(claim.by);
  if (claimant) return claimant.ownerId;
  return before.knowledge.claim?.by === claim.by ? before.ownerId : claim.by;
}

/** Whether what the owner's row is made of has changed; when and by what it was said is not part of that. */
function looksDifferent(before: StoredIdentifier, now: StoredIdentifier, told: Knowledge): boolean {
  if (now.ownerId !== before.ownerId || now.knowledge.identified !== before.knowledge.identified) return true;
  return Object.keys(told.traits).some(
    (name) => !isDeepStrictEqual(before.knowledge.traits[name]?.value, now.knowledge.traits[name]?.value),
  );
}

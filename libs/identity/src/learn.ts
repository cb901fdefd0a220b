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
import type { KnownIdentifiers } from './known-identifiers.js';
import type { Recorded } from './owned.js';
import { keyOf, type OwnerRef } from './owner.js';
import { covers, mergeKnowledge, type Knowledge } from './state.js';
import { coversTraits, valueOf } from './traits.js';

/** Owners of whom something was learnt. */
export type LearntOf = {
  /** Their rows may have to say something else. */
  changed: OwnerRef[];
  /** The same was said again, later: it makes a difference only beside what another of their identifiers was told. */
  repeated: OwnerRef[];
};

/** What is different now. */
export type Learnt = {
  people: LearntOf;
  companies: LearntOf;
  /** The identifiers that this transaction holds locked, as they are now. */
  recorded: Recorded;
  /** What is on record of the told identifiers as soon as this transaction is committed. */
  onRecord: Knowledge[];
};

/**
 * Afterwards each identifier knows what it knew before and what is told now, and points to the person or company of
 * whoever claimed it first.
 *
 * What is known only grows. So an identifier that knows it all already is left alone, and not even locked: nothing that
 * another transaction adds can take that away. New rows are inserted in the order of their ids; then those that grow are
 * locked, in that order too: whoever waits for a row holds none that its owner may still wait for.
 * @param known what is covered by it is not even looked up. Let it remember `onRecord` after the commit.
 * @param moving ids of told identifiers whose owners may change by other means: they are locked too.
 */
export async function recordKnowledge(
  tx: Transaction,
  known: KnownIdentifiers,
  told: readonly Knowledge[],
  moving: ReadonlySet<string> = new Set(),
): Promise<Learnt> {
  const mentioned = new Map(told.map((knowledge) => [knowledge.identifier.id, knowledge]));
  const unsure = fold(told.filter((knowledge) => !known.covers(knowledge)));
  const { missing, growing } = await findNews(tx, [...unsure.values()]);
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
  const heldNow = [...held].flatMap((id) => unsure.get(id) ?? mentioned.get(id) ?? []);
  const locked = await lockIdentifiers(
    tx,
    heldNow.filter(({ identifier }) => !fresh.has(identifier.id)),
  );

  if (locked.size + fresh.size < heldNow.length)
    throw new Error('An identifier that was known to be on record is gone. The chunk has to be done anew.');

  const recorded: StoredIdentifier[] = [];
  const changed: StoredIdentifier[] = [];
  const touched = new Map<string, OwnerRef & { kind: IdentifierKind }>();
  const repeated = new Map<string, OwnerRef & { kind: IdentifierKind }>();
  for (const toldNow of heldNow) {
    const { id, workspaceId, kind } = toldNow.identifier;
    const before = locked.get(id) ?? { knowledge: toldNow, ownerId: firstOwnerOf(toldNow) };
    const knowledge = mergeKnowledge(before.knowledge, toldNow);
    const now = { knowledge, ownerId: ownerOf(knowledge, before, locked) };
    recorded.push(now);
    if (now.ownerId !== before.ownerId || !covers(before.knowledge, toldNow)) changed.push(now);
    if (fresh.has(id) || looksDifferent(before, now, toldNow)) {
      for (const ownerId of [before.ownerId, now.ownerId])
        touched.set(keyOf(workspaceId, ownerId), { workspaceId, id: ownerId, kind });
    } else if (!coversTraits(before.knowledge.traits, toldNow.traits)) {
      repeated.set(keyOf(workspaceId, now.ownerId), { workspaceId, id: now.ownerId, kind });
    }
  }
  await updateIdentifiers(tx, changed);
  for (const key of touched.keys()) repeated.delete(key);
  const learntOf = (isOne: (kind: IdentifierKind) => boolean): LearntOf => ({
    changed: [...touched.values()].filter(({ kind }) => isOne(kind)),
    repeated: [...repeated.values()].filter(({ kind }) => isOne(kind)),
  });
  return {
    people: learntOf(isPersonKind),
    companies: learntOf((kind) => !isPersonKind(kind)),
    recorded: recorded.map(({ knowledge, ownerId }) => ({ ...knowledge, ownerId })),
    onRecord: [
      ...[...unsure.values()].filter(({ identifier }) => !held.has(identifier.id)),
      ...recorded.map(({ knowledge }) => knowledge),
    ],
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
  locked: ReadonlyMap<string, StoredIdentifier>,
): string {
  if (!claim) return before.ownerId;
  const claimant = locked.get(claim.by);
  if (claimant) return claimant.ownerId;
  return before.knowledge.claim?.by === claim.by ? before.ownerId : claim.by;
}

/** Whether what the owner's row is made of has changed. */
function looksDifferent(before: StoredIdentifier, now: StoredIdentifier, told: Knowledge): boolean {
  if (now.ownerId !== before.ownerId || now.knowledge.identified !== before.knowledge.identified) return true;
  return told.traits.some(({ values }) =>
    Object.keys(values).some(
      (name) =>
        !isDeepStrictEqual(valueOf(before.knowledge.traits, name), valueOf(now.knowledge.traits, name)),
    ),
  );
}

import type { Transaction } from '#database';
import { isPersonKind } from './identifier.js';
import {
  findNews,
  insertIdentifiers,
  lockIdentifiers,
  updateIdentifiers,
  type StoredIdentifier,
} from './identifier-rows.js';
import { findContested, type Contested } from './contested.js';
import { findCrowded, type Crowded } from './crowded.js';
import type { KnownIdentifiers } from './known-identifiers.js';
import type { Recorded } from './owned.js';
import type { OwnerRef } from './owner.js';
import { covers, isHeardOf, mergeKnowledge, type Knowledge } from './state.js';
import { areSameWords, coversTraits } from './traits.js';

/** Owners of whom something was learnt; one may be named more than once, and in both lists. */
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
  /** How many identifiers are new or know more than before. */
  grown: number;
  /** The identifiers that this transaction holds locked, as they are now. */
  recorded: Recorded;
  /** What is on record of the told identifiers as soon as this transaction is committed. */
  onRecord: Knowledge[];
  /** Claims on people that do not hold, because somebody else's is earlier. */
  contested: Contested[];
  /** Events of whose traits not all are kept, unless they say nothing new. */
  crowded: Crowded[];
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
  const { missing, growing, contested } = await findNews(tx, [...unsure.values()]);
  const fresh = await insertIdentifiers(
    tx,
    missing.map((knowledge) => ({ knowledge, ownerId: firstOwnerOf(knowledge) })),
  );
  const news = [...missing, ...growing];
  const claimants = news.flatMap(({ claim }) => claim?.by ?? []);
  const ids = new Set([...news.map(({ identifier }) => identifier.id), ...claimants, ...moving]);
  const held = [...ids].flatMap((id) => unsure.get(id) ?? mentioned.get(id) ?? []);
  const locked = await lockIdentifiers(
    tx,
    held.filter(({ identifier }) => !fresh.has(identifier.id)),
  );
  if (locked.size + fresh.size < held.length)
    throw new Error('An identifier that was known to be on record is gone. The chunk has to be done anew.');

  const changes = held.map((toldNow) => changeOf(toldNow, fresh, locked));
  const grown = changes.filter(({ grows }) => grows).map(({ now }) => now);
  await updateIdentifiers(tx, grown);
  const standing = new Map([...unsure, ...contested.map((one) => [one.identifier.id, one] as const)]);
  const onRecord = [
    ...[...standing.values()].filter(({ identifier }) => !ids.has(identifier.id)),
    ...changes.map(({ now }) => now.knowledge),
  ];
  const claimsNow = new Map(onRecord.map(({ identifier, claim }) => [identifier.id, claim]));
  return {
    people: learntOf(changes.filter(({ now }) => isPersonKind(now.knowledge.identifier.kind))),
    companies: learntOf(changes.filter(({ now }) => !isPersonKind(now.knowledge.identifier.kind))),
    grown: fresh.size + grown.length,
    recorded: changes.map(({ now }) => ({ ...now.knowledge, ownerId: now.ownerId })),
    onRecord,
    contested: findContested(told, changes, (id) => claimsNow.get(id) ?? known.claimOn(id)),
    crowded: findCrowded(
      told,
      changes.map(({ now }) => now.knowledge),
    ),
  };
}

/** What becomes of one identifier, and what that means for the row of its owner. */
export type Change = {
  before: StoredIdentifier;
  now: StoredIdentifier;
  /** Whether its own row has to say more. */
  grows: boolean;
  forOwner: keyof LearntOf | null;
};

function changeOf(
  told: Knowledge,
  fresh: ReadonlySet<string>,
  locked: ReadonlyMap<string, StoredIdentifier>,
): Change {
  const { id } = told.identifier;
  const before = locked.get(id) ?? { knowledge: told, ownerId: firstOwnerOf(told) };
  const knowledge = mergeKnowledge(before.knowledge, told);
  const now = { knowledge, ownerId: ownerOf(knowledge, before, locked) };
  const grows = now.ownerId !== before.ownerId || !covers(before.knowledge, told);
  if (fresh.has(id) || looksDifferent(before, now, told)) return { before, now, grows, forOwner: 'changed' };
  const isSaidAgain = !coversTraits(before.knowledge.traits, told.traits);
  return { before, now, grows, forOwner: isSaidAgain ? 'repeated' : null };
}

/** The owners before and after these changes; one may be named more than once. */
function learntOf(changes: readonly Change[]): LearntOf {
  const ownersOf = (what: keyof LearntOf): OwnerRef[] =>
    changes
      .filter(({ forOwner }) => forOwner === what)
      .flatMap(({ before, now }) =>
        [before.ownerId, now.ownerId].map((id) => ({
          workspaceId: now.knowledge.identifier.workspaceId,
          id,
        })),
      );
  return { changed: ownersOf('changed'), repeated: ownersOf('repeated') };
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
  if (isHeardOf(now.knowledge) !== isHeardOf(before.knowledge)) return true;
  const names = told.traits.flatMap(({ values }) => Object.keys(values));
  return !areSameWords(before.knowledge.traits, now.knowledge.traits, names);
}

import { RaceLost, type Transaction } from '#database';
import { isPersonKind, type IdentifierKind } from './identifier.js';
import { keyOf, type OwnerRef } from './owner.js';
import { mergeKnowledge, type Claim, type Knowledge } from './state.js';
import type { Traits } from './traits.js';

/** Whom the new knowledge is about: their rows are to be made anew. */
export type Touched = { people: OwnerRef[]; companies: OwnerRef[] };

type Stored = { knowledge: Knowledge; ownerId: string };

/**
 * Afterwards each identifier knows what it knew before and what is told now, and points to the person or company of
 * whoever claimed it first. Rows are locked in the order of their ids; new ones are inserted after that.
 * @throws RaceLost when another transaction inserted one of the identifiers in the meantime.
 */
export async function recordKnowledge(tx: Transaction, told: readonly Knowledge[]): Promise<Touched> {
  const news = fold(told);
  if (news.size === 0) return { people: [], companies: [] };
  const known = await lockKnown(tx, [...news.values()]);
  const fresh: Stored[] = [];
  const changed: Stored[] = [];
  const touched = new Map<string, OwnerRef & { kind: IdentifierKind }>();
  for (const [key, toldNow] of news) {
    const before = known.get(key);
    const knowledge = before ? mergeKnowledge(before.knowledge, toldNow) : toldNow;
    const after = { knowledge, ownerId: ownerOf(knowledge, before, known) };
    (before ? changed : fresh).push(after);
    for (const id of new Set([after.ownerId, before?.ownerId ?? after.ownerId])) {
      const { workspaceId, kind } = knowledge.identifier;
      touched.set(keyOf(workspaceId, id), { workspaceId, id, kind });
    }
  }
  await insertFresh(tx, fresh);
  await updateChanged(tx, changed);
  const owners = [...touched.values()];
  return {
    people: owners.filter((owner) => isPersonKind(owner.kind)),
    companies: owners.filter((owner) => !isPersonKind(owner.kind)),
  };
}

/** The owner of whoever holds the claim; without a claim the identifier's own id, or where staff have pointed it. */
function ownerOf(
  { identifier, claim }: Knowledge,
  before: Stored | undefined,
  known: Map<string, Stored>,
): string {
  if (!claim) return before?.ownerId ?? identifier.id;
  if (before?.knowledge.claim?.by === claim.by) return before.ownerId;
  return known.get(keyOf(identifier.workspaceId, claim.by))?.ownerId ?? claim.by;
}

function fold(told: readonly Knowledge[]): Map<string, Knowledge> {
  const folded = new Map<string, Knowledge>();
  for (const knowledge of told) {
    const key = keyOf(knowledge.identifier.workspaceId, knowledge.identifier.id);
    const known = folded.get(key);
    folded.set(key, known ? mergeKnowledge(known, knowledge) : knowledge);
  }
  return folded;
}

type Row = {
  workspace_id: number;
  id: string;
  kind: IdentifierKind;
  value: string;
  owner_id: string;
  claimed_by: string | null;
  claimed_at: Date | null;
  claim_message_id: string | null;
  identified: boolean;
  traits: Traits;
  first_seen_on: string | null;
  last_seen_on: string | null;
};

async function lockKnown(tx: Transaction, news: readonly Knowledge[]): Promise<Map<string, Stored>> {
  const { rows } = await tx.query<Row>({
    name: 'identifier-lock',
    text: `SELECT known.workspace_id, known.id, kind, value, owner_id, claimed_by, claimed_at, claim_message_id,
                  identified, traits, first_seen_on::text, last_seen_on::text
             FROM unnest($1::int[], $2::uuid[]) AS news (workspace_id, id)
             JOIN identifier known ON known.workspace_id = news.workspace_id AND known.id = news.id
            ORDER BY known.workspace_id, known.id
              FOR UPDATE OF known`,
    values: [
      news.map(({ identifier }) => identifier.workspaceId),
      news.map(({ identifier }) => identifier.id),
    ],
  });
  return new Map(rows.map((row) => [keyOf(row.workspace_id, row.id), toStored(row)]));
}

function toStored(row: Row): Stored {
  return {
    ownerId: row.owner_id,
    knowledge: {
      identifier: { workspaceId: row.workspace_id, id: row.id, kind: row.kind, value: row.value },
      claim: toClaim(row),
      traits: row.traits,
      identified: row.identified,
      firstSeenOn: row.first_seen_on ?? undefined,
      lastSeenOn: row.last_seen_on ?? undefined,
    },
  };
}

function toClaim({ claimed_by, claimed_at, claim_message_id }: Row): Claim | undefined {
  if (claimed_by === null || claimed_at === null || claim_message_id === null) return undefined;
  return { by: claimed_by, at: claimed_at.toISOString(), messageId: claim_message_id };
}

const columns = (rows: readonly Stored[]): unknown[] => [
  rows.map(({ knowledge }) => knowledge.identifier.workspaceId),
  rows.map(({ knowledge }) => knowledge.identifier.id),
  rows.map(({ ownerId }) => ownerId),
  rows.map(({ knowledge }) => knowledge.claim?.by ?? null),
  rows.map(({ knowledge }) => knowledge.claim?.at ?? null),
  rows.map(({ knowledge }) => knowledge.claim?.messageId ?? null),
  rows.map(({ knowledge }) => knowledge.identified),
  rows.map(({ knowledge }) => JSON.stringify(knowledge.traits)).join('\n'),
  rows.map(({ knowledge }) => knowledge.firstSeenOn ?? null),
  rows.map(({ knowledge }) => knowledge.lastSeenOn ?? null),
];

/** JSON holds no line break, so that a text of lines is a list that neither side has to escape. */
const newRows = (moreArrays?: string, moreNames?: string): string =>
  `unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::text[], $7::bool[],
          string_to_array($8, E'\\n')::jsonb[], $9::date[], $10::date[]${moreArrays ? `, ${moreArrays}` : ''})
     AS new (workspace_id, id, owner_id, claimed_by, claimed_at, claim_message_id, identified, traits,
             first_seen_on, last_seen_on${moreNames ? `, ${moreNames}` : ''})`;

async function insertFresh(tx: Transaction, fresh: readonly Stored[]): Promise<void> {
  if (fresh.length === 0) return;
  const { rowCount } = await tx.query({
    name: 'identifier-insert',
    text: `INSERT INTO identifier (workspace_id, id, owner_id, claimed_by, claimed_at, claim_message_id, identified,
                                   traits, first_seen_on, last_seen_on, kind, value)
           SELECT * FROM ${newRows('$11::text[], $12::text[]', 'kind, value')}
            ORDER BY workspace_id, id
           ON CONFLICT (workspace_id, id) DO NOTHING`,
    values: [
      ...columns(fresh),
      fresh.map(({ knowledge }) => knowledge.identifier.kind),
      fresh.map(({ knowledge }) => knowledge.identifier.value),
    ],
  });
  if (rowCount !== fresh.length) throw new RaceLost('Another chunk brought the same new identifier.');
}

async function updateChanged(tx: Transaction, changed: readonly Stored[]): Promise<void> {
  if (changed.length === 0) return;
  await tx.query({
    name: 'identifier-update',
    text: `UPDATE identifier
              SET owner_id = new.owner_id, claimed_by = new.claimed_by, claimed_at = new.claimed_at,
                  claim_message_id = new.claim_message_id, identified = new.identified, traits = new.traits,
                  first_seen_on = new.first_seen_on, last_seen_on = new.last_seen_on
             FROM ${newRows()}
            WHERE identifier.workspace_id = new.workspace_id AND identifier.id = new.id`,
    values: columns(changed),
  });
}

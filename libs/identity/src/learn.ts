import { arrayOf, listOf, type Transaction } from '#database';
import { isPersonKind, type Identifier, type IdentifierKind } from './identifier.js';
import type { Recorded } from './owned.js';
import { keyOf, type OwnerRef } from './owner.js';
import { mergeKnowledge, type Claim, type Knowledge } from './state.js';
import type { Traits } from './traits.js';

/** Whom the new knowledge is about, so that their rows are to be made anew, and all that is known of it now. */
export type Touched = { people: OwnerRef[]; companies: OwnerRef[]; recorded: Recorded };

type Stored = { knowledge: Knowledge; ownerId: string };

/**
 * Afterwards each identifier knows what it knew before and what is told now, and points to the person or company of
 * whoever claimed it first. New rows are inserted in the order of their ids; then the known ones are locked, in that
 * order too: whoever waits for a row holds none that its owner may still wait for.
 */
export async function recordKnowledge(tx: Transaction, told: readonly Knowledge[]): Promise<Touched> {
  const news = fold(told);
  if (news.size === 0) return { people: [], companies: [], recorded: [] };
  const missing = await findMissing(tx, news);
  const fresh = await insertFresh(tx, missing);
  const known = await lockKnown(
    tx,
    [...news].flatMap(([key, toldNow]) => (fresh.has(key) ? [] : toldNow)),
  );
  const changed: Stored[] = [];
  const recorded: Stored[] = [];
  const touched = new Map<string, OwnerRef & { kind: IdentifierKind }>();
  for (const [key, toldNow] of news) {
    const before = known.get(key) ?? { knowledge: toldNow, ownerId: firstOwnerOf(toldNow) };
    const knowledge = mergeKnowledge(before.knowledge, toldNow);
    const ownerId = ownerOf(knowledge, before, known);
    recorded.push({ knowledge, ownerId });
    if (known.has(key) || ownerId !== before.ownerId) changed.push({ knowledge, ownerId });
    const { workspaceId, kind } = knowledge.identifier;
    for (const id of [before.ownerId, ownerId])
      touched.set(keyOf(workspaceId, id), { workspaceId, id, kind });
  }
  await updateChanged(tx, changed);
  const owners = [...touched.values()];
  return {
    people: owners.filter((owner) => isPersonKind(owner.kind)),
    companies: owners.filter((owner) => !isPersonKind(owner.kind)),
    recorded: recorded.map(({ knowledge, ownerId }) => ({ ...knowledge, ownerId })),
  };
}

/** Whom a new identifier points to, as far as it can be said without looking at its claimant. */
const firstOwnerOf = ({ identifier, claim }: Knowledge): string => claim?.by ?? identifier.id;

/** The owner of whoever holds the claim; without a claim the identifier's own id, or where staff have pointed it. */
function ownerOf(
  { identifier, claim }: Knowledge,
  before: Stored,
  known: ReadonlyMap<string, Stored>,
): string {
  if (!claim) return before.ownerId;
  const claimant = known.get(keyOf(identifier.workspaceId, claim.by));
  if (claimant) return claimant.ownerId;
  return before.knowledge.claim?.by === claim.by ? before.ownerId : claim.by;
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
  owner_id: string;
  claimed_by: string | null;
  claimed_at: Date | null;
  claim_message_id: string | null;
  identified: boolean;
  traits: Traits;
  first_seen_on: string | null;
  last_seen_on: string | null;
};

/**
 * Row by row in a subquery of its own: where a plain join has to wait for a row, Postgres checks the join again with the
 * row as it has become, looks for it in the partition of another row, and leaves it out.
 */
async function lockKnown(tx: Transaction, news: readonly Knowledge[]): Promise<Map<string, Stored>> {
  const { rows } = await tx.query<Row>({
    name: 'identifier-lock',
    text: `SELECT known.workspace_id, known.id, owner_id, claimed_by, claimed_at, claim_message_id,
                  identified, traits, first_seen_on::text, last_seen_on::text
             FROM (SELECT * FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}) AS told (workspace_id, id)
                    ORDER BY workspace_id, id) AS news
            CROSS JOIN LATERAL (SELECT * FROM identifier
                                 WHERE workspace_id = news.workspace_id AND id = news.id FOR UPDATE) AS known`,
    values: [
      listOf(news.map(({ identifier }) => identifier.workspaceId)),
      listOf(news.map(({ identifier }) => identifier.id)),
    ],
  });
  const named = new Map(
    news.map(({ identifier }) => [keyOf(identifier.workspaceId, identifier.id), identifier]),
  );
  return new Map(
    rows.flatMap((row) => {
      const key = keyOf(row.workspace_id, row.id);
      const identifier = named.get(key);
      return identifier ? [[key, toStored(identifier, row)] as const] : [];
    }),
  );
}

function toStored(identifier: Identifier, row: Row): Stored {
  return {
    ownerId: row.owner_id,
    knowledge: {
      identifier,
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
  listOf(rows.map(({ knowledge }) => knowledge.identifier.workspaceId)),
  listOf(rows.map(({ knowledge }) => knowledge.identifier.id)),
  listOf(rows.map(({ ownerId }) => ownerId)),
  listOf(rows.map(({ knowledge }) => knowledge.claim?.by)),
  listOf(rows.map(({ knowledge }) => knowledge.claim?.at)),
  rows.map(({ knowledge }) => knowledge.claim?.messageId ?? null),
  listOf(rows.map(({ knowledge }) => knowledge.identified)),
  rows.map(({ knowledge }) => JSON.stringify(knowledge.traits)).join('\n'),
  listOf(rows.map(({ knowledge }) => knowledge.firstSeenOn)),
  listOf(rows.map(({ knowledge }) => knowledge.lastSeenOn)),
];

/** JSON holds no line break, so that a text of lines is a list that neither side has to escape. */
const newRows = (moreArrays?: string, moreNames?: string): string =>
  `unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}, ${arrayOf(3, 'uuid')}, ${arrayOf(4, 'uuid')},
          ${arrayOf(5, 'timestamptz')}, $6::text[], ${arrayOf(7, 'bool')}, string_to_array($8, E'\\n')::jsonb[],
          ${arrayOf(9, 'date')}, ${arrayOf(10, 'date')}${moreArrays ? `, ${moreArrays}` : ''})
     AS new (workspace_id, id, owner_id, claimed_by, claimed_at, claim_message_id, identified, traits,
             first_seen_on, last_seen_on${moreNames ? `, ${moreNames}` : ''})`;

/** Those of which there is no row yet. */
async function findMissing(tx: Transaction, news: ReadonlyMap<string, Knowledge>): Promise<Knowledge[]> {
  const identifiers = [...news.values()].map(({ identifier }) => identifier);
  const { rows } = await tx.query<{ key: string }>({
    name: 'identifier-find-missing',
    text: `SELECT news.workspace_id || '/' || news.id AS key 
             FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}) AS news (workspace_id, id)
            WHERE NOT EXISTS (SELECT FROM identifier known
                               WHERE known.workspace_id = news.workspace_id AND known.id = news.id)`,
    values: [
      listOf(identifiers.map(({ workspaceId }) => workspaceId)),
      listOf(identifiers.map(({ id }) => id)),
    ],
  });
  return rows.flatMap(({ key }) => news.get(key) ?? []);
}

/** @returns the keys of those that were inserted. One that another transaction inserted meanwhile is not among them. */
async function insertFresh(tx: Transaction, missing: readonly Knowledge[]): Promise<Set<string>> {
  if (missing.length === 0) return new Set();
  const { rows } = await tx.query<{ key: string }>({
    name: 'identifier-insert',
    text: `INSERT INTO identifier (workspace_id, id, owner_id, claimed_by, claimed_at, claim_message_id, identified,
                                   traits, first_seen_on, last_seen_on, kind, value)
           SELECT * FROM ${newRows('$11::text[], $12::text[]', 'kind, value')}
            ORDER BY workspace_id, id
           ON CONFLICT (workspace_id, id) DO NOTHING
           RETURNING workspace_id || '/' || id AS key`,
    values: [
      ...columns(missing.map((knowledge) => ({ knowledge, ownerId: firstOwnerOf(knowledge) }))),
      missing.map(({ identifier }) => identifier.kind),
      missing.map(({ identifier }) => identifier.value),
    ],
  });
  return new Set(rows.map((row) => row.key));
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

import { arrayOf, listOf, type Transaction } from '#database';
import type { Claim, Knowledge } from './state.js';
import type { Traits } from './traits.js';

/** What the row of an identifier says. */
export type StoredIdentifier = { knowledge: Knowledge; ownerId: string };

/** What may be news, by what it means for the row of its identifier. */
export type News = {
  missing: Knowledge[];
  growing: Knowledge[];
  /** On record already, but for the claim: somebody else's is earlier, and stands here in its place. */
  contested: Knowledge[];
};

type NewsRow = Claimed & { at: number; known: boolean; grows: boolean };

/**
 * Of what is told, what may be news: identifiers that have no row, and those whose row may have to grow. Locks nothing.
 * Whether traits, or a claim of the very moment of the known one, are news is decided with the row locked.
 * @param told one of each identifier
 */
export async function findNews(tx: Transaction, told: readonly Knowledge[]): Promise<News> {
  const news: News = { missing: [], growing: [], contested: [] };
  if (told.length === 0) return news;
  const { rows } = await tx.query<NewsRow>({
    name: 'identifier-find-news',
    text: `SELECT * FROM (
           SELECT told.at::int, known.id IS NOT NULL AS known,
                  known.claimed_by, known.claimed_at, known.claim_message_id, told.claimed_by AS claimed_now_by,
                  told.has_traits
               OR (told.identified AND NOT known.identified)
               OR told.first < coalesce(first_seen_on, 'infinity')
               OR told.last > coalesce(last_seen_on, '-infinity')
               OR told.claimed_at <= coalesce(known.claimed_at, 'infinity') AS grows
             FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}, ${arrayOf(3, 'bool')}, ${arrayOf(4, 'bool')},
                         ${arrayOf(5, 'date')}, ${arrayOf(6, 'date')}, ${arrayOf(7, 'timestamptz')},
                         ${arrayOf(8, 'uuid')}) WITH ORDINALITY
                  AS told (workspace_id, id, has_traits, identified, first, last, claimed_at, claimed_by, at)
             LEFT JOIN identifier known ON known.workspace_id = told.workspace_id AND known.id = told.id) AS told
            WHERE NOT known OR grows OR claimed_now_by <> claimed_by`,
    values: [
      listOf(told.map(({ identifier }) => identifier.workspaceId)),
      listOf(told.map(({ identifier }) => identifier.id)),
      listOf(told.map(({ traits }) => traits.length > 0)),
      listOf(told.map(({ identified }) => identified)),
      listOf(told.map(({ firstSeenOn }) => firstSeenOn)),
      listOf(told.map(({ lastSeenOn }) => lastSeenOn)),
      listOf(told.map(({ claim }) => claim?.at)),
      listOf(told.map(({ claim }) => claim?.by)),
    ],
  });
  for (const row of rows) {
    const one = told[row.at - 1];
    if (!one) continue;
    if (!row.known) news.missing.push(one);
    else if (row.grows) news.growing.push(one);
    else news.contested.push({ ...one, claim: toClaim(row) });
  }
  return news;
}

/**
 * Afterwards each of these identifiers has a row; one that another transaction inserted meanwhile keeps that one's.
 * Inserts in the order of their ids.
 * @returns the ids of those that were inserted.
 */
export async function insertIdentifiers(
  tx: Transaction,
  missing: readonly StoredIdentifier[],
): Promise<Set<string>> {
  if (missing.length === 0) return new Set();
  const { rows } = await tx.query<{ id: string }>({
    name: 'identifier-insert',
    text: `INSERT INTO identifier (workspace_id, id, owner_id, claimed_by, claimed_at, claim_message_id, identified,
                                   traits, first_seen_on, last_seen_on, kind, value)
           SELECT * FROM ${newRows('$11::text[], $12::text[]', 'kind, value')}
            ORDER BY workspace_id, id
           ON CONFLICT (workspace_id, id) DO NOTHING
           RETURNING id`,
    values: [
      ...columns(missing),
      missing.map(({ knowledge }) => knowledge.identifier.kind),
      missing.map(({ knowledge }) => knowledge.identifier.value),
    ],
  });
  return new Set(rows.map(({ id }) => id));
}

type Claimed = { claimed_by: string | null; claimed_at: Date | null; claim_message_id: string | null };

type Row = Claimed & {
  at: number;
  owner_id: string;
  identified: boolean;
  traits: Traits;
  first_seen_on: string | null;
  last_seen_on: string | null;
};

/**
 * Afterwards the rows of these identifiers are locked, in the order of their ids.
 *
 * Row by row in a subquery of its own: where a plain join has to wait for a row, Postgres checks the join again with the
 * row as it has become, looks for it in the partition of another row, and leaves it out.
 * @returns what the rows say, by id.
 */
export async function lockIdentifiers(
  tx: Transaction,
  told: readonly Knowledge[],
): Promise<Map<string, StoredIdentifier>> {
  if (told.length === 0) return new Map();
  const { rows } = await tx.query<Row>({
    name: 'identifier-lock',
    text: `SELECT at::int, owner_id, claimed_by, claimed_at, claim_message_id, identified, traits,
                  first_seen_on::text, last_seen_on::text
             FROM (SELECT * FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}) WITH ORDINALITY
                                   AS told (workspace_id, id, at)
                    ORDER BY workspace_id, id) AS told
            CROSS JOIN LATERAL (SELECT * FROM identifier
                                 WHERE workspace_id = told.workspace_id AND id = told.id FOR UPDATE) AS known`,
    values: [
      listOf(told.map(({ identifier }) => identifier.workspaceId)),
      listOf(told.map(({ identifier }) => identifier.id)),
    ],
  });
  return new Map(
    rows.flatMap((row) => {
      const identifier = told[row.at - 1]?.identifier;
      return identifier ? [[identifier.id, toStored(identifier, row)]] : [];
    }),
  );
}

function toStored(identifier: Knowledge['identifier'], row: Row): StoredIdentifier {
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

function toClaim({ claimed_by, claimed_at, claim_message_id }: Claimed): Claim | undefined {
  if (claimed_by === null || claimed_at === null || claim_message_id === null) return undefined;
  return { by: claimed_by, at: claimed_at.toISOString(), messageId: claim_message_id };
}

/** Afterwards the rows of these identifiers, which this transaction holds locked, say this. */
export async function updateIdentifiers(
  tx: Transaction,
  changed: readonly StoredIdentifier[],
): Promise<void> {
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

const columns = (rows: readonly StoredIdentifier[]): unknown[] => [
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

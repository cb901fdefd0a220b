import type { Transaction } from '#database';
import { listStoredOf, subjectOf } from '#events';
import { listFellows, type OwnerRef } from '#identity';
import { listDeadLettersAfter } from '#inbox';
import { listMerges } from '#merges';
import { getPerson } from '#people';

const eventsPerPage = 5_000;
const deadLettersPerPage = 500;

/** A part of the document that is a list: its items come a few at a time, so that none has to be held for long. */
type List = { name: string; pages: AsyncIterable<readonly string[]> };

/**
 * Everything that is held of a person, as the text of one JSON document, bit by bit: who they are, their identifiers with
 * traits, companies, audiences, usage, merges, dead letters and events.
 * @param ref the id of the person or of any of their identifiers
 * @throws HydraError not_found, before the first bit
 */
export async function* exportPerson(db: Transaction, ref: OwnerRef): AsyncGenerator<string> {
  const { id, ...person } = await getPerson(db, ref);
  const { workspaceId } = ref;
  const merges = await listMerges(db, { workspaceId, id });
  const fellows = await listFellows(db, workspaceId, [id]);
  const ids = fellows.map((fellow) => fellow.id);
  const { name, email, emailInferred, title, identified, company, firstSeen, lastSeen, traits } = person;
  const opening = { exportedAt: new Date().toISOString(), id, name, email, emailInferred, title, identified };
  yield JSON.stringify({ ...opening, company, firstSeen, lastSeen, traits, merges }).slice(0, -1);
  const lists: List[] = [
    ...tables.map((table) => ({ name: table.name, pages: readTable(db, workspaceId, ids, table.text) })),
    { name: 'deadLetters', pages: readDeadLetters(db, workspaceId, ids) },
    { name: 'events', pages: readEvents(db, workspaceId, ids) },
  ];
  for (const list of lists) yield* writeList(list);
  yield '}';
}

async function* writeList({ name, pages }: List): AsyncGenerator<string> {
  yield `,${JSON.stringify(name)}:[`;
  let separator = '';
  for await (const items of pages) {
    if (items.length === 0) continue;
    yield separator + items.join(',');
    separator = ',';
  }
  yield ']';
}

/** What is kept by identifier: each selects one column, the JSON of an item, of the identifier $2 of the workspace $1. */
const tables = [
  {
    name: 'identifiers',
    text: `SELECT json_build_object('id', id, 'kind', kind, 'value', value, 'identified', identified,
                    'claimedAt', claimed_at, 'firstSeen', first_seen_on, 'lastSeen', last_seen_on, 'traits', traits)
             FROM identifier WHERE workspace_id = $1 AND id = $2`,
  },
  {
    name: 'companies',
    text: `SELECT json_build_object('identifierId', identifier_id, 'company', company_identifier_id, 'kind', named.kind,
                    'value', named.value, 'at', at, 'ended', ended)
             FROM membership
             LEFT JOIN identifier AS named
               ON named.workspace_id = membership.workspace_id AND named.id = company_identifier_id
            WHERE membership.workspace_id = $1 AND identifier_id = $2 ORDER BY company_identifier_id`,
  },
  {
    name: 'audiences',
    text: `SELECT json_build_object('identifierId', identifier_id, 'audience', audience_id, 'key', key, 'kind', kind,
                    'entered', entered, 'at', at)
             FROM audience_membership AS said
             JOIN audience ON audience.workspace_id = said.workspace_id AND audience.id = audience_id
            WHERE said.workspace_id = $1 AND identifier_id = $2 ORDER BY audience_id`,
  },
  {
    name: 'usage',
    text: `SELECT json_build_object('identifierId', identifier_id, 'scanner', scanner_id, 'feature', name, 'day', day,
                    'group', nullif(company_identifier_id, '00000000-0000-0000-0000-000000000000'),
                    'positive', positive, 'neutral', neutral, 'negative', negative)
             FROM usage_count AS used
             JOIN feature ON feature.workspace_id = used.workspace_id AND feature.id = feature_id
            WHERE used.workspace_id = $1 AND identifier_id = $2 ORDER BY scanner_id, day, name COLLATE "C"`,
  },
] as const;

async function* readTable(
  db: Transaction,
  workspaceId: number,
  ids: readonly string[],
  text: string,
): AsyncGenerator<string[]> {
  for (const id of ids) {
    const { rows } = await db.query<{ item: string }>(`SELECT item::text FROM (${text}) AS found (item)`, [
      workspaceId,
      id,
    ]);
    yield rows.map(({ item }) => item);
  }
}

async function* readEvents(
  db: Transaction,
  workspaceId: number,
  identifierIds: readonly string[],
): AsyncGenerator<string[]> {
  let afterId: string | null = null;
  do {
    const page: { bodies: string[]; lastId: string | null } = await listStoredOf(db, {
      workspaceId,
      identifierIds,
      afterId,
      limit: eventsPerPage,
    });
    yield page.bodies;
    afterId = page.lastId;
  } while (afterId !== null);
}

async function* readDeadLetters(
  db: Transaction,
  workspaceId: number,
  ids: readonly string[],
): AsyncGenerator<string[]> {
  const own = new Set(ids);
  let afterId: string | null = null;
  do {
    const letters: Awaited<ReturnType<typeof listDeadLettersAfter>> = await listDeadLettersAfter(
      db,
      workspaceId,
      { afterId, limit: deadLettersPerPage },
    );
    yield letters.flatMap(({ event }) =>
      event && own.has(subjectOf(workspaceId, event)?.id ?? '') ? JSON.stringify(event) : [],
    );
    afterId = letters.at(-1)?.id ?? null;
  } while (afterId !== null);
}

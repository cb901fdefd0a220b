import { identifierOf, type IdentifierKind } from './identifier.js';
import { nilId } from './name-based-id.js';

/** Which people or companies, and which page of them. */
export interface OwnersQuery {
  readonly workspaceId: number;
  /** Part of what `search` of the row holds, in any case. */
  readonly search?: string;
  /** The exact value of an identifier of any kind. */
  readonly identifier?: string;
  /** The id of an audience that they are in. */
  readonly audience?: string;
  /** The id of the last one on the page before. */
  readonly cursor?: string;
  readonly limit: number;
}

/**
 * The part of a statement that finds one page of `person` or `company`: in the order of the ids, and one row more than
 * asked for, which tells whether another page follows.
 */
export function ownerPage(
  table: 'person' | 'company',
  kinds: readonly IdentifierKind[],
  query: OwnersQuery,
): { text: string; values: unknown[] } {
  const { workspaceId, search, identifier, audience } = query;
  const values: unknown[] = [workspaceId, query.cursor ?? nilId, query.limit + 1];
  const conditions = ['workspace_id = $1', 'id > $2'];
  if (search) conditions.push(`search ILIKE $${values.push(`%${escapeLike(search)}%`)}`);
  if (identifier) {
    const ids = kinds.map((kind) => identifierOf(workspaceId, kind, identifier).id);
    conditions.push(
      `id IN (SELECT owner_id FROM identifier WHERE workspace_id = $1 AND id = ANY($${values.push(ids)}::uuid[]))`,
    );
  }
  if (audience) conditions.push(`id IN (${membersOf(`$${values.push(audience)}`)})`);
  return { text: `SELECT * FROM ${table} WHERE ${conditions.join(' AND ')} ORDER BY id LIMIT $3`, values };
}

/** Whom the latest word on any of their identifiers has entered an audience. */
const membersOf = (audience: string): string => `
  SELECT owner_id
    FROM (SELECT DISTINCT ON (own.owner_id) own.owner_id, entered
            FROM audience_membership AS said
            JOIN identifier AS own ON own.workspace_id = said.workspace_id AND own.id = said.identifier_id
           WHERE said.workspace_id = $1 AND said.audience_id = ${audience} AND own.owner_id > $2
           ORDER BY own.owner_id, at DESC, message_id COLLATE "C" DESC, entered DESC) AS latest
   WHERE entered`;

/** The page that these rows are, and where the next one begins; null after the last. */
export function toPage<Item extends { id: string }>(
  rows: readonly Item[],
  limit: number,
): { items: Item[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** The text as a pattern of LIKE that matches nothing but itself. */
function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}

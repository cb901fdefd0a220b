import { identifierOf, type IdentifierKind } from './identifier.js';
import { nilId } from './name-based-id.js';

/** Which people or companies, and which page of them. */
export interface OwnersQuery {
  readonly workspaceId: number;
  /** Part of what `search` of the row holds, in any case. */
  readonly search?: string;
  /** The exact value of an identifier of any kind. */
  readonly identifier?: string;
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
  const { workspaceId, search, identifier } = query;
  const values: unknown[] = [workspaceId, query.cursor ?? nilId, query.limit + 1];
  const conditions = ['workspace_id = $1', 'id > $2'];
  if (search) conditions.push(`search ILIKE $${values.push(`%${escapeLike(search)}%`)}`);
  if (identifier) {
    const ids = kinds.map((kind) => identifierOf(workspaceId, kind, identifier).id);
    conditions.push(
      `id IN (SELECT owner_id FROM identifier WHERE workspace_id = $1 AND id = ANY($${values.push(ids)}::uuid[]))`,
    );
  }
  return { text: `SELECT * FROM ${table} WHERE ${conditions.join(' AND ')} ORDER BY id LIMIT $3`, values };
}

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

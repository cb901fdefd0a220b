import type { z } from 'zod';
import type { staffApi } from '#contract';
import type { Transaction } from '#database';

/** A page of the audit, as staff see it. */
export type AuditPage = z.infer<typeof staffApi.auditPage>;

/** Which entries, and which page of them. */
export interface AuditQuery {
  readonly workspaceId: number;
  /** What the action begins with: `key` finds `key.create` and `key.rotate`. */
  readonly action?: string;
  /** The id of what was acted upon. */
  readonly object?: string;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  readonly limit: number;
}

type Row = { id: string; at: Date; actor: string; action: string; object: string; detail: AuditDetailRow };
type AuditDetailRow = AuditPage['items'][number]['detail'];

/** What was done in a workspace, newest first. */
export async function listAudit(
  db: Transaction,
  { workspaceId, action, object, cursor, limit }: AuditQuery,
): Promise<AuditPage> {
  const values: unknown[] = [workspaceId, limit + 1];
  const conditions = ['workspace_id = $1'];
  if (cursor !== undefined) conditions.push(`id < $${values.push(cursor)}::bigint`);
  if (object !== undefined) conditions.push(`object = $${values.push(object)}`);
  if (action !== undefined) conditions.push(`starts_with(action, $${values.push(action)})`);
  const { rows } = await db.query<Row>(
    `SELECT id, at, actor, action, object, detail FROM audit
      WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT $2`,
    values,
  );
  const items = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }));
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

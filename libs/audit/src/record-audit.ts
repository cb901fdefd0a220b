import type { Prisma, Transaction } from '#database';

/** A transaction of `pg`, or one of Prisma: entries are written in the one that makes the change, whichever it is. */
export type AuditDatabase = Transaction | Pick<Prisma.TransactionClient, '$executeRawUnsafe'>;

/** What else is known of it: ids, counts, settings. No secret, and nothing that says who a person is. */
export type AuditDetail = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** That somebody did something. */
export interface AuditEntry {
  readonly workspaceId: number;
  /** The e-mail address of a member of staff, or the program, such as `command line`. */
  readonly actor: string;
  /** What is acted upon and what was done, such as `key.rotate`. */
  readonly action: `${string}.${string}`;
  /** The id of what it was done to. */
  readonly object: string | number;
  readonly detail?: AuditDetail;
}

const text = `INSERT INTO audit (workspace_id, actor, action, object, detail)
              VALUES ($1::int, $2::text, $3::text, $4::text, $5::jsonb)`;

/**
 * Records that somebody did something. Given the transaction of the change, there is an entry if and only if the change
 * took effect.
 */
export async function recordAudit(db: AuditDatabase, entry: AuditEntry): Promise<void> {
  const { workspaceId, actor, action, object, detail = {} } = entry;
  const values = [workspaceId, actor, action, String(object), JSON.stringify(detail)];
  if ('query' in db) await db.query({ name: 'audit-record', text, values });
  else await db.$executeRawUnsafe(text, ...values);
}

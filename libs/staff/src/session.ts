import { hash, randomBytes } from 'node:crypto';
import { recordAudit } from '#audit';
import type { PrismaClient, Transaction } from '#database';

/** Who is signed in, and for which workspace. */
export interface Session {
  readonly staffId: string;
  readonly email: string;
  readonly workspaceId: number;
  readonly workspaceName: string;
  readonly timeZone: string;
  /** When it ends at the latest. */
  readonly expiresAt: Date;
}

type StaffOfWorkspace = {
  id: string;
  email: string;
  workspaceId: number;
  workspace: { name: string; timeZone: string };
};

type SessionRow = {
  staff_id: string;
  email: string;
  workspace_id: number;
  workspace_name: string;
  time_zone: string;
  expires_at: Date;
  is_stale: boolean;
};

const minuteMs = 60_000;
const idleMaxMs = 8 * 60 * minuteMs;
const absoluteMaxMs = 24 * 60 * minuteMs;
/** Being used is written down once a minute and not at each request. */
const touchEveryMs = minuteMs;
const tokenBytes = 32;

/** Opens a session and returns its token, which is stored nowhere. Sessions of the same staff that have ended are removed. */
export async function openSession(
  prisma: Pick<PrismaClient, '$transaction'>,
  staff: StaffOfWorkspace,
): Promise<{ token: string; session: Session }> {
  const now = Date.now();
  const token = randomBytes(tokenBytes).toString('base64url');
  const expiresAt = new Date(now + absoluteMaxMs);
  const { id, email, workspaceId, workspace } = staff;
  await prisma.$transaction(async (tx) => {
    await tx.staffSession.deleteMany({
      where: {
        staffId: id,
        OR: [{ expiresAt: { lt: new Date(now) } }, { lastUsedAt: { lt: new Date(now - idleMaxMs) } }],
      },
    });
    await tx.staffSession.create({ data: { digest: digestToken(token), staffId: id, expiresAt } });
    await recordAudit(tx, { workspaceId, actor: email, action: 'staff.sign_in', object: id });
  });
  const { name: workspaceName, timeZone } = workspace;
  return { token, session: { staffId: id, email, workspaceId, workspaceName, timeZone, expiresAt } };
}

/** The session of this token, or null: never opened, signed out, unused for 8 hours, or 24 hours old. */
export async function findSession(db: Transaction, token: string): Promise<Session | null> {
  const digest = digestToken(token);
  const { rows } = await db.query<SessionRow>({
    name: 'staff-session-find',
    text: `SELECT staff.id AS staff_id, staff.email, staff.workspace_id, workspace.name AS workspace_name,
                  workspace.time_zone, session.expires_at, session.last_used_at < $3 AS is_stale
             FROM staff_session AS session
             JOIN staff ON staff.id = session.staff_id
             JOIN workspace ON workspace.id = staff.workspace_id
            WHERE session.digest = $1 AND session.expires_at > now() AND session.last_used_at > $2`,
    values: [digest, new Date(Date.now() - idleMaxMs), new Date(Date.now() - touchEveryMs)],
  });
  const row = rows[0];
  if (row === undefined) return null;
  if (row.is_stale) {
    await db.query({
      name: 'staff-session-touch',
      text: 'UPDATE staff_session SET last_used_at = now() WHERE digest = $1',
      values: [digest],
    });
  }
  return {
    staffId: row.staff_id,
    email: row.email,
    workspaceId: row.workspace_id,
    workspaceName: row.workspace_name,
    timeZone: row.time_zone,
    expiresAt: row.expires_at,
  };
}

/** Afterwards no session is kept that has ended. */
export async function removeEndedSessions(tx: Transaction): Promise<void> {
  await tx.query({
    name: 'staff-session-remove-ended',
    text: 'DELETE FROM staff_session WHERE expires_at < now() OR last_used_at < $1',
    values: [new Date(Date.now() - idleMaxMs)],
  });
}

/** Whether the session of this token has not ended. To be asked is no use of it. */
export async function isSessionOpen(db: Transaction, token: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'staff-session-is-open',
    text: 'SELECT FROM staff_session WHERE digest = $1 AND expires_at > now() AND last_used_at > $2',
    values: [digestToken(token), new Date(Date.now() - idleMaxMs)],
  });
  return rowCount !== 0;
}

/** Ends the session of this token, if there is one. */
export async function signOut(prisma: Pick<PrismaClient, '$transaction'>, token: string): Promise<void> {
  const digest = digestToken(token);
  await prisma.$transaction(async (tx) => {
    const session = await tx.staffSession.findUnique({ where: { digest }, include: { staff: true } });
    const { count } = await tx.staffSession.deleteMany({ where: { digest } });
    if (session === null || count === 0) return;
    const { id, email, workspaceId } = session.staff;
    await recordAudit(tx, { workspaceId, actor: email, action: 'staff.sign_out', object: id });
  });
}

/** The token is 256 random bits, so a fast hash is enough, and looking it up by its hash tells nothing by its timing. */
function digestToken(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hash('sha256', token, 'buffer'));
}

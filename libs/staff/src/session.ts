import { hash, randomBytes } from 'node:crypto';
import type { PrismaClient } from '#database';

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

const minuteMs = 60_000;
const idleMaxMs = 8 * 60 * minuteMs;
const absoluteMaxMs = 24 * 60 * minuteMs;
/** Being used is written down once a minute and not at each request. */
const touchEveryMs = minuteMs;
const tokenBytes = 32;

/** Opens a session and returns its token, which is stored nowhere. Sessions of the same staff that have ended are removed. */
export async function openSession(
  prisma: Pick<PrismaClient, 'staffSession'>,
  staff: StaffOfWorkspace,
): Promise<{ token: string; session: Session }> {
  const now = Date.now();
  const staffId = staff.id;
  const token = randomBytes(tokenBytes).toString('base64url');
  const expiresAt = new Date(now + absoluteMaxMs);
  await prisma.staffSession.deleteMany({
    where: {
      staffId,
      OR: [{ expiresAt: { lt: new Date(now) } }, { lastUsedAt: { lt: new Date(now - idleMaxMs) } }],
    },
  });
  await prisma.staffSession.create({ data: { digest: digestToken(token), staffId, expiresAt } });
  return { token, session: toSession(staff, expiresAt) };
}

/** The session of this token, or null: never opened, signed out, unused for 8 hours, or 24 hours old. */
export async function findSession(
  prisma: Pick<PrismaClient, 'staffSession'>,
  token: string,
): Promise<Session | null> {
  const now = Date.now();
  const digest = digestToken(token);
  const found = await prisma.staffSession.findUnique({
    where: { digest },
    include: { staff: { include: { workspace: true } } },
  });
  if (found === null || found.expiresAt.getTime() <= now) return null;
  if (found.lastUsedAt.getTime() + idleMaxMs <= now) return null;
  if (found.lastUsedAt.getTime() + touchEveryMs <= now) {
    await prisma.staffSession.updateMany({ where: { digest }, data: { lastUsedAt: new Date(now) } });
  }
  return toSession(found.staff, found.expiresAt);
}

/** Ends the session of this token, if there is one. */
export async function signOut(prisma: Pick<PrismaClient, 'staffSession'>, token: string): Promise<void> {
  await prisma.staffSession.deleteMany({ where: { digest: digestToken(token) } });
}

function toSession({ id, email, workspaceId, workspace }: StaffOfWorkspace, expiresAt: Date): Session {
  return { staffId: id, email, workspaceId, workspaceName: workspace.name, timeZone: workspace.timeZone, expiresAt };
}

/** The token is 256 random bits, so a fast hash is enough, and looking it up by its hash tells nothing by its timing. */
function digestToken(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hash('sha256', token, 'buffer'));
}

import { recordAudit } from '#audit';
import { HydraError } from '#contract';
import type { PrismaClient } from '#database';

type Asked = { readonly id: number; readonly actor: string };

/**
 * Suspends a workspace: what is sent with its keys is refused, in every process within 60 s. What it has stays, and its
 * staff can still sign in. Suspending it again changes nothing.
 * @throws HydraError not_found
 */
export const suspendWorkspace = (prisma: Pick<PrismaClient, '$transaction'>, asked: Asked): Promise<void> =>
  setSuspended(prisma, asked, true);

/** Takes what is sent to a suspended workspace again, likewise. @throws HydraError not_found */
export const resumeWorkspace = (prisma: Pick<PrismaClient, '$transaction'>, asked: Asked): Promise<void> =>
  setSuspended(prisma, asked, false);

async function setSuspended(
  prisma: Pick<PrismaClient, '$transaction'>,
  { id, actor }: Asked,
  suspended: boolean,
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const { count } = await tx.workspace.updateMany({
      where: { id, suspendedAt: suspended ? null : { not: null } },
      data: { suspendedAt: suspended ? new Date() : null },
    });
    if (count > 0) {
      const action = suspended ? 'workspace.suspend' : 'workspace.resume';
      await recordAudit(tx, { workspaceId: id, actor, action, object: id });
    } else if ((await tx.workspace.count({ where: { id } })) === 0) {
      throw new HydraError('not_found', { message: `There is no workspace ${id}.` });
    }
  });
}

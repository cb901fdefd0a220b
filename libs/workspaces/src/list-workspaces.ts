import type { PrismaClient } from '#database';

/** What may be seen of a workspace. */
export interface ListedWorkspace {
  readonly id: number;
  readonly name: string;
  readonly createdAt: Date;
  /** null while what is sent to it is taken. */
  readonly suspendedAt: Date | null;
}

/** More than one Hydra serves; a bound all the same. */
const workspacesMax = 1_000;

/** The oldest 1,000 workspaces, oldest first. */
export function listWorkspaces(prisma: Pick<PrismaClient, 'workspace'>): Promise<ListedWorkspace[]> {
  return prisma.workspace.findMany({
    orderBy: { id: 'asc' },
    take: workspacesMax,
    select: { id: true, name: true, createdAt: true, suspendedAt: true },
  });
}

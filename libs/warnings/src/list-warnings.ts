import type { z } from 'zod';
import { warningCodes, type staffApi, type WarningCode } from '#contract';
import type { PrismaClient } from '#database';

/** Warnings, as staff see them. */
export type WarningPage = z.infer<typeof staffApi.warningList>;

/** What was odd about the events of a workspace, the latest first. */
export async function listWarnings(prisma: PrismaClient, workspaceId: number): Promise<WarningPage> {
  const rows = await prisma.warning.findMany({
    where: { workspaceId },
    orderBy: [{ lastAt: 'desc' }, { code: 'asc' }],
  });
  return {
    items: rows.flatMap(({ code, count, firstAt, lastAt, messageId }) =>
      isWarningCode(code)
        ? {
            code,
            message: warningCodes[code],
            count: Number(count),
            firstAt: firstAt.toISOString(),
            lastAt: lastAt.toISOString(),
            messageId,
          }
        : [],
    ),
  };
}

/** A code of an older version may not be known any more. */
const isWarningCode = (code: string): code is WarningCode => Object.hasOwn(warningCodes, code);

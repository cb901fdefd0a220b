import { recordAudit } from '#audit';
import type { Prisma, PrismaClient } from '#database';
import { productUsageSettings, type ProductUsageSettingsInput } from '#contract';
import { changeCounting, changeCountingIn } from './change-counting.js';
import { toListedScanner, type ListedScanner } from './list-scanners.js';
import { productUsageKind } from './product-usage-scanner.js';

/** What is asked for. */
export interface NewScanner {
  readonly workspaceId: number;
  readonly name: string;
  /** Who asked: an e-mail address, or the program. */
  readonly actor: string;
  readonly settings?: ProductUsageSettingsInput;
}

/**
 * Creates a Product Usage Scanner: from then on every event is counted once for it, the later ones as they come, the
 * earlier ones by its recount, which the caller queues after the commit unless it is finished because there are none.
 */
export function createScanner(
  prisma: Pick<PrismaClient, '$transaction'>,
  scanner: NewScanner,
): Promise<ListedScanner> {
  return changeCounting(prisma, scanner.workspaceId, (tx, generation) =>
    recordScanner(tx, scanner, generation),
  );
}

/** The same within a transaction that is open already. */
export function createScannerIn(tx: Prisma.TransactionClient, scanner: NewScanner): Promise<ListedScanner> {
  return changeCountingIn(tx, scanner.workspaceId, (_, generation) => recordScanner(tx, scanner, generation));
}

async function recordScanner(
  tx: Prisma.TransactionClient,
  { workspaceId, name, actor, settings = {} }: NewScanner,
  generation: number,
): Promise<ListedScanner> {
  const complete = productUsageSettings.parse(settings);
  const row = await tx.scanner.create({
    data: { workspaceId, kind: productUsageKind, name, settings: complete, generation },
  });
  const stored = await tx.event.findFirst({ where: { workspaceId }, select: { id: true } });
  const recount = await tx.recount.create({
    data: { workspaceId, scannerId: row.id, finishedAt: stored === null ? new Date() : null },
  });
  await recordAudit(tx, { workspaceId, actor, action: 'scanner.create', object: row.id });
  return toListedScanner({ ...row, recount });
}

import type { PrismaClient } from '#database';
import {
  productUsageKind,
  toProductUsageScanner,
  type ProductUsageScanner,
} from './product-usage-scanner.js';

/** How far the events stored before the scanner are counted. */
export interface RecountProgress {
  readonly scanned: number;
  /** 0 until the recount has looked. */
  readonly total: number;
  readonly finishedAt: Date | null;
}

/** A scanner as staff see it. */
export interface ListedScanner extends ProductUsageScanner {
  readonly name: string;
  readonly createdAt: Date;
  readonly recount: RecountProgress;
}

const scannersMax = 200;

/** The scanners of a workspace that are not deleted, oldest first, 200 at most. */
export async function listScanners(
  prisma: Pick<PrismaClient, 'scanner'>,
  workspaceId: number,
): Promise<ListedScanner[]> {
  const rows = await prisma.scanner.findMany({
    where: { workspaceId, kind: productUsageKind, deletedAt: null },
    orderBy: { id: 'asc' },
    take: scannersMax,
    include: { recount: true },
  });
  return rows.map(toListedScanner);
}

/** A scanner from its stored rows. */
export function toListedScanner(row: {
  id: number;
  name: string;
  generation: number;
  settings: unknown;
  createdAt: Date;
  recount: { scanned: bigint; total: bigint; finishedAt: Date | null } | null;
}): ListedScanner {
  return {
    ...toProductUsageScanner(row),
    name: row.name,
    createdAt: row.createdAt,
    recount: {
      scanned: Number(row.recount?.scanned ?? 0),
      total: Number(row.recount?.total ?? 0),
      finishedAt: row.recount?.finishedAt ?? null,
    },
  };
}

import { productUsageSettings, type ProductUsageSettings } from '#contract';

/** The kind under which Product Usage Scanners are stored. */
export const productUsageKind = 'product_usage';

/** A scanner that counts product usage. */
export interface ProductUsageScanner {
  readonly id: number;
  /** Events stored under this generation of the workspace or a later one are counted as they come; older ones by the recount. */
  readonly generation: number;
  readonly settings: ProductUsageSettings;
}

/** The advisory lock that keeps the set of counting scanners from changing under a transaction that counts. */
export const countingLock = { class: 7207, id: 1 } as const;

/** A scanner from its stored row. @throws ZodError when the settings are not those of a Product Usage Scanner */
export function toProductUsageScanner(row: {
  id: number;
  generation: number;
  settings: unknown;
}): ProductUsageScanner {
  return { id: row.id, generation: row.generation, settings: productUsageSettings.parse(row.settings) };
}

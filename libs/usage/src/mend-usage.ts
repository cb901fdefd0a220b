import { arrayOf, listOf, type Transaction } from '#database';
import { addCounts, keyOfCount, type Count } from './count-usage.js';
import { recordFeatures, type FeatureSeen } from './features.js';

/** Which counts are meant. What is null sets no bound. */
export interface CountScope {
  readonly workspaceId: number;
  readonly scannerIds: readonly number[];
  /** Ids of identifiers, from the first to the last. */
  readonly range: { readonly first: string; readonly last: string };
  readonly identifierIds: readonly string[] | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** What is counted in a scope. */
export async function listCounts(tx: Transaction, scope: CountScope): Promise<Count[]> {
  const { rows } = await tx.query<Count>({
    name: 'usage-list-counts',
    text: `SELECT workspace_id AS "workspaceId", identifier_id AS "identifierId", scanner_id AS "scannerId",
                  feature_id AS "featureId", to_char(day, 'YYYY-MM-DD') AS day,
                  company_identifier_id AS "companyIdentifierId", positive, neutral, negative
             FROM usage_count
            WHERE workspace_id = $1 AND identifier_id BETWEEN $2 AND $3 AND scanner_id = ANY($4::int[])
              AND day BETWEEN coalesce($5::date, '-infinity') AND coalesce($6::date, 'infinity')
              AND ($7::uuid[] IS NULL OR identifier_id = ANY($7))`,
    values: [
      scope.workspaceId,
      scope.range.first,
      scope.range.last,
      scope.scannerIds,
      scope.from,
      scope.to,
      scope.identifierIds,
    ],
  });
  return rows;
}

const flags = ['positive', 'neutral', 'negative'] as const;

/**
 * What has to be added to what is counted, so that it is what should be: less than nothing where too much is counted.
 * In the order of the table's key.
 */
export function differencesOf(expected: Iterable<Count>, counted: Iterable<Count>): Count[] {
  const differences = new Map<string, Count>();
  for (const count of expected) differences.set(keyOfCount(count), { ...count });
  for (const count of counted) {
    const key = keyOfCount(count);
    const difference = differences.get(key) ?? { ...count, positive: 0, neutral: 0, negative: 0 };
    for (const flag of flags) difference[flag] -= count[flag];
    differences.set(key, difference);
  }
  return [...differences.values()]
    .filter((difference) => flags.some((flag) => difference[flag] !== 0))
    .toSorted(inOrderOfKey);
}

function inOrderOfKey(a: Count, b: Count): number {
  return (
    compare(a.identifierId, b.identifierId) ||
    a.scannerId - b.scannerId ||
    compare(a.day, b.day) ||
    compare(a.featureId, b.featureId) ||
    compare(a.companyIdentifierId, b.companyIdentifierId)
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const countsPerStatement = 2_000;

/**
 * Afterwards the differences are added to what is counted by then, features are spelled as these events say at the
 * latest, and what was not used at all has no row. Differences add up with whatever is counted meanwhile.
 * @param differences in the order of the table's key
 */
export async function mendUsage(
  tx: Transaction,
  differences: readonly Count[],
  features: readonly FeatureSeen[],
): Promise<void> {
  for (let at = 0; at < differences.length; at += countsPerStatement) {
    const some = differences.slice(at, at + countsPerStatement);
    await addCounts(tx, some);
    await removeEmpty(tx, some);
  }
  for (let at = 0; at < features.length; at += countsPerStatement)
    await recordFeatures(tx, features.slice(at, at + countsPerStatement));
}

/** Their rows are locked by this transaction, which has just written them. */
async function removeEmpty(tx: Transaction, counts: readonly Count[]): Promise<void> {
  await tx.query({
    name: 'usage-remove-empty',
    text: `DELETE FROM usage_count AS used
            USING unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}, ${arrayOf(3, 'int')}, ${arrayOf(4, 'date')},
                         ${arrayOf(5, 'uuid')}, ${arrayOf(6, 'uuid')})
                  AS mended (workspace_id, identifier_id, scanner_id, day, feature_id, company_identifier_id)
            WHERE used.workspace_id = mended.workspace_id AND used.identifier_id = mended.identifier_id
              AND used.scanner_id = mended.scanner_id AND used.day = mended.day
              AND used.feature_id = mended.feature_id
              AND used.company_identifier_id = mended.company_identifier_id
              AND greatest(used.positive, used.neutral, used.negative) <= 0`,
    values: [
      listOf(counts.map((count) => count.workspaceId)),
      listOf(counts.map((count) => count.identifierId)),
      listOf(counts.map((count) => count.scannerId)),
      listOf(counts.map((count) => count.day)),
      listOf(counts.map((count) => count.featureId)),
      listOf(counts.map((count) => count.companyIdentifierId)),
    ],
  });
}

/** Traits that Segment's specification reserves. */
export const reservedTraits: readonly string[] = [
  'address',
  'age',
  'avatar',
  'birthday',
  'company',
  'createdAt',
  'description',
  'email',
  'employees',
  'firstName',
  'gender',
  'id',
  'industry',
  'lastName',
  'name',
  'phone',
  'plan',
  'title',
  'username',
  'website',
];

/** Those, and what else is read by its name. */
const alwaysKept: ReadonlySet<string> = new Set([
  ...reservedTraits,
  'account_deleted_at',
  'domain',
  'trial_end_date',
  'trial_plan_name',
  'trial_start_date',
  'type',
]);

/** Names of traits that are kept of one identifier, beside those that always are. */
export const traitNamesMax = 500;

export const isCounted = (name: string): boolean => !alwaysKept.has(name);

/**
 * Shorter names first, since those that people give are short: of what is made of ids or urls the rest is full. It is a
 * matter of the names alone, so that the same are kept in whatever order they come.
 */
const compareNames = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : Number(a > b));

/** Whether a name comes after another in the order in which names are kept. */
export const comesAfter = (name: string, other: string): boolean => compareNames(name, other) > 0;

/** Of these different names those that are too many: all but the first `traitNamesMax`, and those always kept. */
export function namesBeyond(names: Iterable<string>): string[] {
  const counted = [...names].filter(isCounted);
  return counted.length <= traitNamesMax ? [] : counted.toSorted(compareNames).slice(traitNamesMax);
}

/** Which stored events are meant. What is null sets no bound. */
export interface EventScope {
  readonly workspaceId: number;
  /** The first day, in the calendar of the workspace (YYYY-MM-DD). */
  readonly from: string | null;
  readonly to: string | null;
  /** Whose events: ids of identifiers. */
  readonly identifierIds: readonly string[] | null;
}

const dayMs = 86_400_000;
/** An event happens at most a day after it was received; the rest is for clocks that are a little off. */
const receivedBeforeMaxMs = 25 * 60 * 60_000;

/**
 * Moments between which all events of the scope's days lie, wherever on earth the calendar is, and before which none of
 * them was received. Null is no bound.
 */
export function momentsOf({ from, to }: Pick<EventScope, 'from' | 'to'>): {
  occurredFrom: Date | null;
  occurredBefore: Date | null;
  receivedFrom: Date | null;
} {
  const occurredFrom = from === null ? null : new Date(Date.parse(from) - dayMs);
  return {
    occurredFrom,
    occurredBefore: to === null ? null : new Date(Date.parse(to) + 2 * dayMs),
    receivedFrom: occurredFrom && new Date(occurredFrom.getTime() - receivedBeforeMaxMs),
  };
}

/** The scope's part of a WHERE clause over `event`; its values are added to those that are there already. */
export function conditionOf(scope: EventScope, values: unknown[]): string {
  const { occurredFrom, occurredBefore, receivedFrom } = momentsOf(scope);
  const conditions = ['true'];
  if (occurredFrom) conditions.push(`occurred_at >= $${values.push(occurredFrom)}::timestamptz`);
  if (occurredBefore) conditions.push(`occurred_at < $${values.push(occurredBefore)}::timestamptz`);
  if (receivedFrom) conditions.push(`received_at >= $${values.push(receivedFrom)}::timestamptz`);
  if (scope.identifierIds)
    conditions.push(`identifier_id = ANY($${values.push(scope.identifierIds)}::uuid[])`);
  return conditions.join(' AND ');
}

/** Whether a day lies in the scope. */
export const includesDay = ({ from, to }: Pick<EventScope, 'from' | 'to'>, day: string): boolean =>
  (from === null || day >= from) && (to === null || day <= to);

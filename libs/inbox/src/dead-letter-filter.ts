/** Which dead letters of a workspace are meant; all of them where nothing is said. */
export interface DeadLetterFilter {
  /** What went wrong, as SQLSTATE or the name of an error. */
  readonly code?: string | null;
  readonly type?: string | null;
  /** The message id, or the beginning of it. */
  readonly messageId?: string | null;
  /** Those that failed then or later (ISO 8601). */
  readonly since?: string | null;
  /** Those that failed then or earlier (ISO 8601). */
  readonly until?: string | null;
}

/** The filter as a condition of SQL, its values added to those that are there already. */
export function conditionOf(workspaceId: number, filter: DeadLetterFilter, values: unknown[]): string {
  const conditions = [`workspace_id = $${values.push(workspaceId)}`];
  const { code, type, messageId, since, until } = filter;
  if (isSaid(code)) conditions.push(`code = $${values.push(code)}`);
  if (isSaid(type)) conditions.push(`type = $${values.push(type)}`);
  if (isSaid(messageId)) conditions.push(`starts_with(message_id, $${values.push(messageId)})`);
  if (isSaid(since)) conditions.push(`created_at >= $${values.push(since)}::timestamptz`);
  if (isSaid(until)) conditions.push(`created_at <= $${values.push(until)}::timestamptz`);
  return conditions.join(' AND ');
}

const isSaid = (value: string | null | undefined): value is string => value !== null && value !== undefined;

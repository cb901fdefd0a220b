import type { EventType, LiveStatus } from '#contract';
import type { LiveItem } from './live-item.js';

/** Which live events somebody wants to see; all of it has to fit. */
export interface LiveFilter {
  readonly status?: LiveStatus;
  readonly type?: EventType;
  /** Of an error or a warning. */
  readonly code?: string;
  /** Id of an API key. */
  readonly key?: string;
  /** ISO 8601. */
  readonly since?: string;
  /** Part of what it can be found by, in any case. */
  readonly search?: string;
}

/** The conditions of a filter on the rows of `liveRows`; their values are added to `values`. */
export function conditionsOf(filter: LiveFilter, values: unknown[]): string[] {
  const conditions: string[] = [];
  const add = (value: unknown, condition: (parameter: string) => string): void => {
    if (value !== undefined) conditions.push(condition(`$${values.push(value)}`));
  };
  add(filter.status, (status) => `status = ${status}`);
  add(filter.type, (type) => `type = ${type}`);
  add(filter.code, (code) => `(code = ${code} OR ${code} = ANY(string_to_array(warnings, ',')))`);
  add(filter.key, (key) => `key_id = ${key}`);
  add(filter.since, (since) => `at >= ${since}`);
  add(filter.search?.toLowerCase(), (search) => `strpos(names, ${search}) > 0`);
  return conditions;
}

/** The same for an item that was read already. */
export function matches({ shown, names }: LiveItem, filter: LiveFilter): boolean {
  return (
    (filter.status === undefined || shown.status === filter.status) &&
    (filter.type === undefined || shown.type === filter.type) &&
    (filter.code === undefined ||
      shown.code === filter.code ||
      shown.warnings.some(({ code }) => code === filter.code)) &&
    (filter.key === undefined || shown.key?.id === filter.key.toLowerCase()) &&
    (filter.since === undefined || Date.parse(shown.at) >= Date.parse(filter.since)) &&
    (filter.search === undefined || names.includes(filter.search.toLowerCase()))
  );
}

import type { z } from 'zod';
import type { ErrorDetail } from '#contract';

const detailsMax = 20;

/** What is wrong with a request, field by field, in words that follow the field's name. */
export function describeIssues(issues: readonly z.core.$ZodIssue[]): ErrorDetail[] {
  return issues
    .flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys')
        return [{ field: fieldOf(issue.path), message: describe(issue) }];
      return issue.keys.map((key) => ({
        field: fieldOf([...issue.path, key]),
        message: 'is not known here',
      }));
    })
    .slice(0, detailsMax);
}

const fieldOf = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? 'The body' : path.map(nameOf).join('.');

/**
 * The name of a field that is not known is whatever was sent, and may be a key or a password that was pasted in the wrong
 * place: only what looks like the name of a field is repeated.
 */
const nameOf = (key: PropertyKey): string =>
  typeof key === 'number' || plainName.test(String(key)) ? String(key) : '(a name that is not repeated)';

/** Shorter than a key, and without digits. */
const plainName = /^[A-Za-z_]{1,30}$/;

function describe(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `is required and must be ${aType(issue.expected)}`
        : `must be ${aType(issue.expected)}`;
    case 'too_small':
      return tooSmall(issue.origin, issue.minimum);
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      return `must be ${formats[issue.format] ?? 'in another format'}`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    case 'invalid_union':
      return issue.message;
    default:
      return 'is not valid';
  }
}

function tooSmall(origin: string, minimum: number | bigint): string {
  if (origin === 'string' && Number(minimum) === 1) return 'must not be empty';
  return `must be at least ${minimum}${unitOf(origin)}`;
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' entries long' : '';
}

function aType(expected: string): string {
  return types[expected] ?? `a ${expected}`;
}

const types: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  object: 'a JSON object',
  array: 'a list',
  record: 'a JSON object',
  boolean: 'true or false',
};

const formats: Readonly<Record<string, string>> = {
  guid: 'an id (a UUID)',
  date: 'a day such as 2026-01-31',
  datetime: 'a time such as 2026-01-31T12:00:00Z',
  email: 'an e-mail address',
};

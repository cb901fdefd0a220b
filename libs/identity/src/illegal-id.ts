/**
 * What broken clients send in place of an id. It would make one person of everybody it is sent for.
 * The lists of PostHog and Segment; of Mixpanel's also anon, nil and n/a.
 */
const inAnyCase = new Set([
  'anonymous',
  'anon',
  'guest',
  'distinctid',
  'distinct_id',
  'id',
  'not_authenticated',
  'email',
  'undefined',
  'true',
  'false',
  'nil',
  'n/a',
]);
const asWritten = new Set(['[object Object]', 'NaN', 'None', 'none', 'null', '-1']);
/** Two quotes around the longest of them. */
const lengthMax = 19;
const zeros = /^[0-]*$/;
const quoted = /^(["'])(.*)\1$/;

/** Whether an id is a placeholder that names nobody: `null`, `anonymous`, zeros, nothing at all; in quotes too. */
export function isIllegalId(id: string): boolean {
  if (id.length > lengthMax) return zeros.test(id);
  const bare = (quoted.exec(id)?.[2] ?? id).trim();
  return asWritten.has(bare) || zeros.test(bare) || inAnyCase.has(bare.toLowerCase());
}

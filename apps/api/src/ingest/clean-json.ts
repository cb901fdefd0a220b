import { parse } from 'secure-json-parse';

/** A NUL or a surrogate written as an escape: neither can stand in JSON text unescaped, nor in Postgres at all. */
const unstorableEscape = /\\u(?:0000|[dD][89a-fA-F])/;

/**
 * What may be a number too large to be one: it would be read as Infinity, and written as null, which unsets a trait. By
 * what follows its exponent a number is told from the many 3e123 in ids; so many digits and e99 are too much together.
 * Each pattern begins with a fixed number of characters, which are found fast.
 */
const hugeExponents = [/[eE]\+\d\d\d/, /\d[eE]\d\d\d\d*[\s,\]}]/];
const hugeDigits = 210;

type Container = unknown[] | Record<string, unknown>;

/**
 * Parses JSON. Keys that reach into prototypes and numbers that are too large to be one are left out (in a list, they
 * become null), NULs are taken out of texts and keys, and lone surrogates become U+FFFD. Text that holds none of these
 * is not walked.
 * @throws SyntaxError
 */
export function parseClean(text: string): unknown {
  const parsed: unknown = parse(text, undefined, { protoAction: 'remove', constructorAction: 'remove' });
  return mayBeUnstorable(text) ? clean(parsed) : parsed;
}

const mayBeUnstorable = (text: string): boolean =>
  (text.includes('\\u') && unstorableEscape.test(text)) ||
  hugeExponents.some((huge) => huge.test(text)) ||
  holdsHugeDigits(text);

/** So many digits in a row cover one of the places looked at; the others are never read, whatever the text is. */
function holdsHugeDigits(text: string): boolean {
  for (let at = hugeDigits - 1; at < text.length; at += hugeDigits) {
    if (!isDigit(text, at)) continue;
    let [from, to] = [at, at + 1];
    while (to - from < hugeDigits && isDigit(text, from - 1)) from -= 1;
    while (to - from < hugeDigits && isDigit(text, to)) to += 1;
    if (to - from >= hugeDigits) return true;
  }
  return false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

const cleanText = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();

/** Walks with a list of its own, because a deep enough body would overflow the stack. */
function clean(root: unknown): unknown {
  if (typeof root === 'string') return cleanText(root);
  const toVisit: Container[] = isContainer(root) ? [root] : [];
  for (let node = toVisit.pop(); node !== undefined; node = toVisit.pop()) {
    if (Array.isArray(node)) cleanList(node, toVisit);
    else cleanRecord(node, toVisit);
  }
  return root;
}

function cleanList(list: unknown[], toVisit: Container[]): void {
  for (const [at, value] of list.entries()) {
    if (typeof value === 'string') list[at] = cleanText(value);
    else if (isTooLarge(value)) list[at] = null;
    else if (isContainer(value)) toVisit.push(value);
  }
}

function cleanRecord(record: Record<string, unknown>, toVisit: Container[]): void {
  for (const [key, value] of Object.entries(record)) {
    const name = cleanText(key);
    if (name !== key || isTooLarge(value)) delete record[key];
    if (name === '__proto__' || isTooLarge(value)) continue;
    record[name] = typeof value === 'string' ? cleanText(value) : value;
    if (isContainer(value)) toVisit.push(value);
  }
}

const isTooLarge = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value);

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

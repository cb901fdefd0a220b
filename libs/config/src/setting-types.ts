import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** A whole number within bounds, written in decimal digits. */
export function wholeNumber(min: number, max: number) {
  return text(
    `a whole number from ${min} to ${max}`,
    (value) => /^\d{1,15}$/.test(value) && Number(value) >= min && Number(value) <= max,
  ).transform(Number);
}

/** `true` or `false`; 1 and 0, yes and no are understood as well. */
export function flag() {
  const meanings: Record<string, boolean> = {
    true: true,
    false: false,
    1: true,
    0: false,
    yes: true,
    no: false,
  };
  return text('true or false', (value) => Object.hasOwn(meanings, value.toLowerCase())).transform(
    (value) => meanings[value.toLowerCase()] === true,
  );
}

/** A URL with a host and one of these schemes; comes out as it was written. */
export function url(...schemes: readonly string[]) {
  return text(`a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`, (value) => {
    const parsed = URL.canParse(value) ? new URL(value) : null;
    return parsed !== null && schemes.includes(parsed.protocol.slice(0, -1)) && parsed.hostname !== '';
  });
}

/** A list separated by commas, each entry matching the pattern; repeated entries count once. */
export function commaList(pattern: RegExp, allowed: string) {
  return text(
    allowed,
    (value) => entries(value).length > 0 && entries(value).every((entry) => pattern.test(entry)),
  ).transform((value) => [...new Set(entries(value))]);
}

/** Which proxies are believed: false, how many of them, or their addresses and networks. */
export function trustedProxies() {
  return text('false, the number of proxies, or their addresses separated by commas', (value) => {
    if (value === 'false' || /^\d{1,2}$/.test(value)) return true;
    return entries(value).length > 0 && entries(value).every(isAddressOrNetwork);
  }).transform((value): false | number | string[] => {
    if (value === 'false' || value === '0') return false;
    return /^\d+$/.test(value) ? Number(value) : entries(value);
  });
}

function text(allowed: string, isAllowed: (value: string) => boolean) {
  return z.string().refine(isAllowed, { error: allowed });
}

function entries(value: string): string[] {
  return value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function isAddressOrNetwork(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  if (!/^\d{1,3}$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}

import type { IncomingHttpHeaders } from 'node:http';
import { isBeacon, pathOf } from './ingest-paths.js';

/**
 * The API key that the headers carry, or null: the user name of Basic authentication (with or without the colon), a
 * Bearer token, X-Write-Key or X-API-Key. The first that is there wins.
 */
export function keyInHeaders(headers: IncomingHttpHeaders): string | null {
  const [scheme, credentials] = (headers.authorization ?? '').trim().split(/\s+/, 2);
  const authorized = credentials === undefined ? null : keyInCredentials(scheme?.toLowerCase(), credentials);
  return authorized ?? beforeColon(textOf(headers['x-write-key'])) ?? textOf(headers['x-api-key']);
}

function keyInCredentials(scheme: string | undefined, credentials: string): string | null {
  if (scheme === 'basic') return basicUser(credentials);
  return scheme === 'bearer' ? credentials : null;
}

function basicUser(credentials: string): string | null {
  return beforeColon(Buffer.from(credentials, 'base64').toString('utf8'));
}

/** Basic authentication ends the key with a colon, and Jitsu's library insists on a secret behind one. */
const beforeColon = (text: string | null): string | null => textOf(text?.split(':', 1)[0]);

const textOf = (value: string | string[] | undefined): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;

/** The API key in the query of a beacon, which can carry no headers; null at every other address. */
export function keyInQuery(url: string): string | null {
  const [, query] = url.split('?', 2);
  if (query === undefined || !isBeacon(pathOf(url))) return null;
  const parameters = new URLSearchParams(query);
  return textOf(parameters.get('writeKey') ?? undefined) ?? textOf(parameters.get('writekey') ?? undefined);
}

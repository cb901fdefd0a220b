import { hash } from 'node:crypto';

/** The part of Basic credentials that says the key, whatever password follows: whole groups of three bytes. */
const groupBytes = 3;

/**
 * The forms in which a key, or another secret, would open a door or help to find it: as it is, in Basic credentials, its
 * bytes in hex, and its digest.
 */
export function formsOf(key: string): string[] {
  const bytes = Buffer.from(key);
  return [
    key,
    bytes.subarray(0, bytes.length - (bytes.length % groupBytes)).toString('base64'),
    bytes.toString('hex'),
    hash('sha256', key, 'hex'),
    hash('sha256', key, 'base64').replace(/=+$/, ''),
  ];
}

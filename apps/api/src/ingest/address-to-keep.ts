import { isIPv4 } from 'node:net';
import type { AddressPolicy } from '#config';

/** The address as it may be kept: whole, without its last octet (of IPv6, without all but the first three groups), or null. */
export function addressToKeep(address: string, policy: AddressPolicy): string | null {
  if (policy === 'drop' || address === '') return null;
  const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  if (policy === 'keep') return plain;
  if (isIPv4(plain)) return plain.replace(/\d+$/, '0');
  const groups = plain.split('::', 1)[0]?.split(':').slice(0, 3) ?? [];
  return `${groups.join(':')}::`;
}

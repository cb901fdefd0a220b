import { createHmac } from 'node:crypto';

/**
 * What stands for an identifier among the tombstones, as a UUID: the first 128 bits of the HMAC-SHA256 of its id. Without
 * the salt nobody can tell whom it stands for, nor try out who it may be.
 */
export function digestOf(salt: Buffer, identifierId: string): string {
  const hex = createHmac('sha256', salt).update(identifierId).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

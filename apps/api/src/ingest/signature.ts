import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Body } from './read-body.js';

/**
 * Whether one of the secrets has signed this body, as Segment's webhooks do: X-Signature is the hex HMAC-SHA1 of the
 * body. Of a batch, which is a bare array, Segment signs the JSON of the first event alone; the whole is taken as well.
 * (Read in segmentio/action-destinations, destinations/webhook.)
 */
export function isSigned({ bytes, json }: Body, signature: string, secrets: readonly string[]): boolean {
  const claimed = Buffer.from(signature.trim().toLowerCase());
  const signed = Array.isArray(json) ? [bytes, firstOf(bytes)] : [bytes];
  let fits = false;
  for (const secret of secrets) {
    for (const content of signed) {
      if (content === null) continue;
      const digest = Buffer.from(createHmac('sha1', secret).update(content).digest('hex'));
      if (digest.length === claimed.length && timingSafeEqual(digest, claimed)) fits = true;
    }
  }
  return fits;
}

/** The first event as its sender wrote it out: what was cleaned out of it since then was signed too. */
function firstOf(bytes: Buffer): string | null {
  const events: unknown = JSON.parse(bytes.toString('utf8'));
  if (!Array.isArray(events) || events.length === 0) return null;
  try {
    return JSON.stringify(events[0]) ?? null;
  } catch {
    return null; // Nested deeper than can be written out.
  }
}

/** What a key is good for now: `expiring` within a week, and until then taken like a `live` one. */
export type KeyState = 'live' | 'expiring' | 'expired' | 'revoked';

const dayMs = 24 * 60 * 60_000;
/** The longest overlap of a rotation, so that a key that was replaced is always shown as expiring. */
const expiringMs = 7 * dayMs;

/** The state of a key at a time, in milliseconds since 1970. */
export function keyStateAt(
  nowMs: number,
  { revokedAt, expiresAt }: { revokedAt: Date | null; expiresAt: Date | null },
): KeyState {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'live';
  const leftMs = expiresAt.getTime() - nowMs;
  if (leftMs <= 0) return 'expired';
  return leftMs <= expiringMs ? 'expiring' : 'live';
}

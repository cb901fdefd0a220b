import { isDeepStrictEqual } from 'node:util';

/** What differs between a call and its repetition without its sender having said anything else. */
const ofTheJourney: ReadonlySet<string> = new Set([
  'receivedAt',
  'sentAt',
  'segmentReceivedAt',
  'timestamp',
  'integrations',
  '_metadata',
]);

/**
 * Whether two events with one message id are the same call, as JSON texts. What tells of their way here is left out; so
 * is the timestamp, which a sender may leave to the receiver. Where one cannot be read, nothing is known to differ.
 */
export function saysTheSame(one: string, other: string): boolean {
  const [a, b] = [readSaid(one), readSaid(other)];
  return a === null || b === null || isDeepStrictEqual(a, b);
}

function readSaid(text: string): Record<string, unknown> | null {
  try {
    const event: unknown = JSON.parse(text);
    if (typeof event !== 'object' || event === null) return null;
    return Object.fromEntries(
      Object.entries(event)
        .filter(([name]) => !ofTheJourney.has(name))
        .map(([name, value]) => [name, name === 'context' ? withoutAddress(value) : value]),
    );
  } catch {
    return null;
  }
}

/** The address may be that of the connection, and a phone's changes with the network. */
function withoutAddress(context: unknown): unknown {
  if (typeof context !== 'object' || context === null) return context;
  const { ip: _ip, ...rest } = Object.fromEntries(Object.entries(context));
  return rest;
}

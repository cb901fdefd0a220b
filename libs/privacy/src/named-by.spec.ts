import type { Event } from '#contract';
import { namedBy } from './named-by.js';

const at = '2026-01-01T00:00:00.000Z';

function namesOf(event: Partial<Event>) {
  const { subject, spokenOf, claimed } = namedBy(1, {
    type: 'identify',
    messageId: 'm1',
    timestamp: at,
    receivedAt: at,
    ...event,
  });
  const write = ({ kind, value }: { kind: string; value: string }): string => `${kind}:${value}`;
  return {
    subject: subject && write(subject),
    spokenOf: [...new Set(spokenOf.map(write))].toSorted(),
    claimed: claimed.map(write).toSorted(),
  };
}

describe('namedBy', () => {
  it('names the user, the address, and what the user claims', () => {
    expect(namesOf({ userId: 'u1', anonymousId: 'a1', traits: { email: 'Ada@acme.com' } })).toEqual({
      subject: 'user:u1',
      spokenOf: ['email:ada@acme.com', 'user:u1'],
      claimed: ['anonymous:a1', 'email:ada@acme.com'],
    });
  });

  it('names the visitor of a machine only where no user does, since others may use it too', () => {
    expect(namesOf({ type: 'track', userId: 'u1', anonymousId: 'a1' }).spokenOf).toEqual(['user:u1']);
    expect(namesOf({ type: 'track', anonymousId: 'a1' }).spokenOf).toEqual(['anonymous:a1']);
  });

  it('names a former id in whatever sense it was one', () => {
    expect(namesOf({ type: 'alias', userId: 'u1', previousId: 'x@acme.com' }).spokenOf).toEqual([
      'anonymous:x@acme.com',
      'email:x@acme.com',
      'user:u1',
      'user:x@acme.com',
    ]);
  });

  it('names nobody by a placeholder', () => {
    expect(namesOf({ type: 'track', userId: 'null' })).toEqual({ subject: null, spokenOf: [], claimed: [] });
  });
});

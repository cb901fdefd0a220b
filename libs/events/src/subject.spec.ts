import type { Event } from '#contract';
import { emailOf, readEmail, subjectOf } from './subject.js';

const event = (said: Partial<Event>): Event => ({
  type: 'track',
  messageId: 'm1',
  timestamp: '2026-01-01T00:00:00.000Z',
  receivedAt: '2026-01-01T00:00:00.000Z',
  ...said,
});

describe('subjectOf', () => {
  it('is the user where an event carries a user id and an anonymous id', () => {
    expect(subjectOf(1, event({ userId: 'u', anonymousId: 'a' }))).toMatchObject({
      kind: 'user',
      value: 'u',
    });
  });

  it('is the anonymous visitor before an e-mail address', () => {
    const said = event({ anonymousId: 'a', context: { traits: { email: 'a@b.co' } } });
    expect(subjectOf(1, said)).toMatchObject({ kind: 'anonymous', value: 'a' });
  });

  it('is the e-mail address where there is nothing else', () => {
    const said = event({ context: { traits: { email: ' A@B.co ' } } });
    expect(subjectOf(1, said)).toMatchObject({ kind: 'email', value: 'a@b.co' });
  });

  it('is nobody for a group call that names an account alone, whose address is the account’s', () => {
    expect(subjectOf(1, event({ type: 'group', groupId: 'g', traits: { email: 'info@b.co' } }))).toBeNull();
  });
});

describe('readEmail', () => {
  it.each([null, undefined, 'a@b.co', { email: 7 }, { email: 'a b@c' }, { email: '@' }, { email: '' }])(
    'finds no address in %p',
    (traits) => expect(readEmail(traits)).toBeNull(),
  );
});

describe('emailOf', () => {
  it('prefers the traits to those of the context', () => {
    const said = event({
      type: 'identify',
      traits: { email: 'a@b.co' },
      context: { traits: { email: 'c@d.co' } },
    });
    expect(emailOf(said)).toBe('a@b.co');
  });
});

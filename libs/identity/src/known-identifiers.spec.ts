import { identifierOf } from './identifier.js';
import { KnownIdentifiers } from './known-identifiers.js';
import { seenOn, toldOf, type Knowledge } from './state.js';

const ada = identifierOf(1, 'user', 'ada');
const at = (day: number): string => `2026-01-0${day}T00:00:00.000Z`;
const said = (day: number, values: Record<string, unknown>): Knowledge =>
  toldOf(ada, seenOn('2026-01-05'), { traits: [{ at: at(day), messageId: 'm', values }] });

describe('KnownIdentifiers', () => {
  it('covers nothing that it was not told of', () => {
    const known = new KnownIdentifiers();
    expect(known.covers(toldOf(ada, seenOn('2026-01-05')))).toBe(false);
    known.remember([toldOf(ada, seenOn('2026-01-05'))]);
    expect(known.covers(toldOf(identifierOf(2, 'user', 'ada'), seenOn('2026-01-05')))).toBe(false);
  });

  it('covers what adds nothing, and nothing more', () => {
    const known = new KnownIdentifiers();
    known.remember([said(3, { plan: 'pro' })]);
    expect(known.covers(said(2, { plan: 'free' }))).toBe(true);
    expect(known.covers(said(3, { plan: 'pro' }))).toBe(true);
    expect(known.covers(said(4, { plan: 'pro' }))).toBe(false);
    expect(known.covers(said(2, { city: 'Oslo' }))).toBe(false);
    expect(known.covers(toldOf(ada, seenOn('2026-01-06')))).toBe(false);
    expect(known.covers(toldOf(ada, seenOn('2026-01-04')))).toBe(false);
    expect(known.covers(toldOf(ada, seenOn('2026-01-05'), { identified: true }))).toBe(false);
    expect(
      known.covers(toldOf(ada, seenOn('2026-01-05'), { claim: { at: at(1), messageId: 'm', by: 'x' } })),
    ).toBe(false);
  });

  it('forgets nothing when it hears something older later', () => {
    const known = new KnownIdentifiers();
    known.remember([said(3, { plan: 'pro' })]);
    known.remember([said(2, { plan: 'free', city: 'Oslo' })]);
    expect(known.covers(said(3, { plan: 'pro' }))).toBe(true);
    expect(known.covers(said(2, { city: 'Oslo' }))).toBe(true);
  });

  it('is bounded by the length of what it holds', () => {
    const known = new KnownIdentifiers();
    const long = 'x'.repeat(1_000_000);
    const people = Array.from({ length: 30 }, (_, n) => identifierOf(1, 'user', `u${n}`));
    for (const identifier of people)
      known.remember([
        toldOf(identifier, seenOn('2026-01-05'), {
          traits: [{ at: at(1), messageId: 'm', values: { long } }],
        }),
      ]);
    const kept = people.filter((identifier) => known.covers(toldOf(identifier, seenOn('2026-01-05'))));
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.length).toBeLessThan(20);
  });
});

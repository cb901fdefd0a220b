import { identifierOf } from './identifier.js';
import { toldBy } from './projection.js';

describe('toldBy', () => {
  const traits = [{ at: '2026-01-01T00:00:00.000Z', messageId: 'm', values: { plan: 'pro' } }];
  const owned = (count: number) =>
    Array.from({ length: count }, () => ({
      identifier: identifierOf(1, 'anonymous', 'a'),
      identified: false,
      traits,
    }));

  it('counts the identifiers that have traits', () => {
    expect(
      toldBy([...owned(2), { identifier: identifierOf(1, 'user', 'u'), identified: true, traits: [] }]),
    ).toBe(2);
  });

  it('never exceeds what a smallint holds, however many somebody has', () => {
    expect(toldBy(owned(40_000))).toBe(32_767);
  });
});

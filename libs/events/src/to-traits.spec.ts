import { canonicalName, hasTooManyTraits, toTraits } from './to-traits.js';

const moment = { at: '2026-01-01T00:00:00.000Z', messageId: 'm1' };

describe('canonicalName', () => {
  it.each([
    ['first_name', 'firstName'],
    ['FirstName', 'firstName'],
    ['created_at', 'createdAt'],
    ['Email', 'email'],
  ])('keeps the reserved %s as %s', (said, kept) => {
    expect(canonicalName(said)).toBe(kept);
  });

  it('leaves names of the caller as they are', () => {
    expect(canonicalName('Favourite_Colour')).toBe('Favourite_Colour');
    expect(canonicalName('constructor')).toBe('constructor');
  });
});

describe('toTraits', () => {
  it('gives them the moment of their event', () => {
    expect(toTraits({ plan: 'pro' }, moment)).toEqual([{ ...moment, values: { plan: 'pro' } }]);
  });

  it('keeps null, which unsets a trait, and forgets nothing that is absent', () => {
    expect(toTraits({ plan: null }, moment)).toEqual([{ ...moment, values: { plan: null } }]);
    expect(toTraits(undefined, moment)).toEqual([]);
    expect(toTraits({}, moment)).toEqual([]);
  });

  it.each<[unknown, unknown]>([
    [1767225600, '2026-01-01T00:00:00.000Z'],
    [1767225600123, '2026-01-01T00:00:00.123Z'],
    ['1767225600', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T00:00:00+01:00', '2026-01-01T00:00:00+01:00'],
    ['soon', 'soon'],
    [1e300, 1e300],
    [null, null],
  ])('reads createdAt %j as %j', (created_at, createdAt) => {
    expect(toTraits({ created_at }, moment)[0]?.values).toEqual({ createdAt });
  });

  it.each([[{ first_name: 'x', firstName: 'Ada' }], [{ firstName: 'Ada', first_name: 'x' }]])(
    'takes the exact spelling where both are sent',
    (values) => {
      expect(toTraits(values, moment)[0]?.values).toEqual({ firstName: 'Ada' });
    },
  );
});

describe('too many traits in one event', () => {
  const values = Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`trait ${at}`, at]));

  it('are cut off where an identifier would not keep them, whatever their order', () => {
    const [said] = toTraits({ ...values, first_name: 'Ada' }, moment);
    const turned = Object.fromEntries(Object.entries(values).toReversed());
    expect(Object.keys(said?.values ?? {})).toHaveLength(501);
    expect(said?.values).toHaveProperty('firstName', 'Ada');
    expect(toTraits({ first_name: 'Ada', ...turned }, moment)).toEqual([said]);
  });

  it('are told from many that are kept', () => {
    const { 'trait 0': _, ...rest } = Object.fromEntries(Object.entries(values).slice(0, 501));
    expect(hasTooManyTraits({ ...rest, first_name: 'Ada', email: 'a@b.c' })).toBe(false);
    expect(hasTooManyTraits({ ...rest, one: 1 })).toBe(true);
  });
});

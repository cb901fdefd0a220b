import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
  areSameWords,
  coversTraits,
  isAfter,
  mergeTraits,
  namesIn,
  valuesOf,
  type Moment,
  type Traits,
} from './traits.js';
import { traitNamesMax } from './trait-names.js';

const moment: fc.Arbitrary<Moment> = fc.record({
  at: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z', '2026-02-01T00:00:00.000Z'),
  messageId: fc.constantFrom('m', 'm1', 'M', '\u{FF01}', '\u{1F600}'),
});
const said = fc.tuple(
  moment,
  fc.dictionary(
    fc.constantFrom('name', 'plan', 'toString'),
    fc.constantFrom<unknown>(null, 1, '1', { a: 1 }),
    { minKeys: 1, noNullPrototype: true },
  ),
  fc.boolean(),
);
const traits: fc.Arbitrary<Traits> = fc
  .array(said, { maxLength: 3 })
  .map((calls) =>
    mergeTraits(...calls.map(([when, values, fills]) => [{ ...when, values, ...(fills ? { fills } : {}) }])),
  );

/** These take their time. */
const runs = { numRuns: 30 };

/** So many that those of two together may be too many. */
const many: fc.Arbitrary<Traits> = fc
  .array(fc.tuple(moment, fc.nat(900), fc.nat(400), fc.constantFrom('n', 'nn', 'email')), { maxLength: 3 })
  .map((calls) =>
    mergeTraits(
      ...calls.map(([when, from, length, prefix]) => [
        {
          ...when,
          values: Object.fromEntries([
            ['email', prefix],
            ...Array.from({ length }, (_, at) => [`${prefix}${from + at}`, prefix]),
          ]),
        },
      ]),
    ),
  );

describe('mergeTraits', () => {
  it('is commutative, even where two events of one id and moment differ', () => {
    fc.assert(fc.property(traits, traits, (a, b) => expect(mergeTraits(a, b)).toEqual(mergeTraits(b, a))));
  });

  it('is associative', () => {
    fc.assert(
      fc.property(traits, traits, traits, (a, b, c) =>
        expect(mergeTraits(mergeTraits(a, b), c)).toEqual(mergeTraits(a, mergeTraits(b, c))),
      ),
    );
  });

  it('is idempotent', () => {
    fc.assert(fc.property(traits, (a) => expect(mergeTraits(a, a)).toEqual(a)));
  });

  it('leaves out the same of too many names, in whatever order they come', () => {
    fc.assert(
      fc.property(many, many, many, (a, b, c) => {
        const all = mergeTraits(a, b, c);
        expect(mergeTraits(mergeTraits(c, a), b)).toEqual(all);
        expect(mergeTraits(all, b)).toEqual(all);
        expect([...namesIn(all)].filter((name) => name !== 'email').length).toBeLessThanOrEqual(
          traitNamesMax,
        );
      }),
      runs,
    );
  });

  it('keeps a reserved name beside any number of others, and of those the shortest', () => {
    const when = { at: '2026-01-01T00:00:00.000Z', messageId: 'm' };
    const words = Array.from({ length: 3 * traitNamesMax }, (_, at): Traits => [
      { ...when, messageId: `m${at}`, values: { [`trait ${at}`]: at } },
    ]);
    const kept = namesIn(
      mergeTraits(...words, [{ ...when, values: { username: 'ada', trial_plan_name: 'pro', tier: 1 } }]),
    );
    expect(kept.size).toBe(traitNamesMax + 2);
    for (const name of ['username', 'trial_plan_name', 'tier', 'trait 0']) expect(kept).toContain(name);
    expect(kept).not.toContain('trait 1000');
  });

  it('lets the later word on each trait win by itself', () => {
    const early = { at: '2026-01-01T00:00:00.000Z', messageId: 'z' };
    const late = { at: '2026-01-02T00:00:00.000Z', messageId: 'a' };
    const merged = mergeTraits(
      [{ ...late, values: { plan: 'pro' } }],
      [{ ...early, values: { plan: 'free', city: 'Oslo' } }],
    );
    expect(merged).toEqual([
      { ...early, values: { city: 'Oslo' } },
      { ...late, values: { plan: 'pro' } },
    ]);
  });

  it('leaves nothing of a call whose every word was overtaken', () => {
    const early = { at: '2026-01-01T00:00:00.000Z', messageId: 'z' };
    const late = { at: '2026-01-02T00:00:00.000Z', messageId: 'a' };
    const now = [{ ...late, values: { plan: 'pro', city: null } }];
    expect(mergeTraits([{ ...early, values: { plan: 'free', city: 'Oslo' } }], now)).toEqual(now);
  });
});

describe('a word that only fills', () => {
  const early = { at: '2026-01-01T00:00:00.000Z', messageId: 'z' };
  const late = { at: '2026-01-02T00:00:00.000Z', messageId: 'a' };
  const filling = { ...late, values: { name: 'Ada', title: 'CTO' }, fills: true as const };

  it('gives way to any other, even to an earlier one and to one that unsets', () => {
    const said = { ...early, values: { name: null } };
    expect(mergeTraits([filling], [said])).toEqual([said, { ...filling, values: { title: 'CTO' } }]);
  });

  it('stays where a later one would fill the same', () => {
    const first = { ...early, values: { name: 'A.' }, fills: true as const };
    expect(mergeTraits([filling], [first])).toEqual([first, { ...filling, values: { title: 'CTO' } }]);
    expect(coversTraits([first], [{ ...filling, values: { name: 'Ada' } }])).toBe(true);
  });

  it('is another word than the same one that does not', () => {
    const { fills: _, ...said } = filling;
    expect(areSameWords([filling], [said], ['name'])).toBe(false);
    expect(areSameWords([filling], [filling], ['name', 'title'])).toBe(true);
    expect(areSameWords([filling], [said], ['toString'])).toBe(true);
  });
});

describe('isAfter', () => {
  it('orders all moments, so that of two different ones exactly one is after the other', () => {
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        const same = a.at === b.at && a.messageId === b.messageId;
        expect(Number(isAfter(a, b)) + Number(isAfter(b, a))).toBe(same ? 0 : 1);
      }),
    );
  });

  it('orders message ids of one moment by their bytes, as Postgres does', () => {
    const at = '2026-01-01T00:00:00.000Z';
    const text = fc.string({ unit: 'binary', maxLength: 3 }).map((messageId) => ({ at, messageId }));
    fc.assert(
      fc.property(text, text, (a, b) =>
        expect(isAfter(a, b)).toBe(Buffer.compare(Buffer.from(a.messageId), Buffer.from(b.messageId)) > 0),
      ),
    );
  });
});

describe('valuesOf', () => {
  it('leaves out what was unset', () => {
    const when = { at: '2026-01-01T00:00:00.000Z', messageId: 'm' };
    const all = [{ ...when, values: { plan: null, seats: 0 } }];
    expect(valuesOf(all)).toEqual({ seats: 0 });
  });
});

describe('coversTraits', () => {
  it('says whether merging would change what is known', () => {
    fc.assert(
      fc.property(traits, traits, (known, told) =>
        expect(coversTraits(known, told)).toBe(isDeepStrictEqual(mergeTraits(known, told), known)),
      ),
    );
  });

  it('is so of names that are left out too', () => {
    fc.assert(
      fc.property(many, many, (known, told) =>
        expect(coversTraits(known, told)).toBe(isDeepStrictEqual(mergeTraits(known, told), known)),
      ),
      runs,
    );
    const when = { at: '2026-01-01T00:00:00.000Z', messageId: 'm' };
    const full = Array.from({ length: traitNamesMax }, (_, at) => [`trait ${100 + at}`, at]);
    const known = [{ ...when, values: Object.fromEntries(full) }];
    expect(coversTraits(known, [{ ...when, messageId: 'n', values: { 'trait 1000': 1 } }])).toBe(true);
    expect(coversTraits(known, [{ ...when, messageId: 'n', values: { tier: 1 } }])).toBe(false);
    expect(coversTraits(known, [{ ...when, messageId: 'n', values: { description: 'x' } }])).toBe(false);
  });
});

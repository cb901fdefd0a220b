import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { identifierOf } from './identifier.js';
import { covers, earlierClaim, mergeKnowledge, type Claim, type Knowledge } from './state.js';
import { mergeTraits } from './traits.js';

const at = fc.constantFrom(
  '2026-01-01T00:00:00.000Z',
  '2026-01-01T00:00:00.001Z',
  '2026-02-01T00:00:00.000Z',
);
const messageId = fc.constantFrom('m', 'm1', '\u{FF01}', '\u{1F600}');
const day = fc.option(fc.constantFrom('2025-12-31', '2026-01-01', '2026-02-01'), { nil: undefined });
const claim: fc.Arbitrary<Claim | undefined> = fc.option(
  fc.record({ at, messageId, by: fc.constantFrom('u1', 'u2', 'u3') }),
  { nil: undefined },
);
const knowledge: fc.Arbitrary<Knowledge> = fc.record(
  {
    identifier: fc.constant(identifierOf(1, 'anonymous', 'a1')),
    claim,
    traits: fc
      .array(
        fc.record(
          {
            at,
            messageId,
            values: fc.dictionary(fc.constantFrom('name', 'plan'), fc.constantFrom<unknown>(null, 'x', 7), {
              minKeys: 1,
              noNullPrototype: true,
            }),
          },
          { noNullPrototype: true },
        ),
        { maxLength: 2 },
      )
      .map((calls) => mergeTraits(...calls.map((said) => [said]))),
    identified: fc.boolean(),
    firstSeenOn: day,
    lastSeenOn: day,
  },
  { noNullPrototype: true },
);

describe('mergeKnowledge', () => {
  it('is commutative', () => {
    fc.assert(
      fc.property(knowledge, knowledge, (a, b) => expect(mergeKnowledge(a, b)).toEqual(mergeKnowledge(b, a))),
    );
  });

  it('is associative', () => {
    fc.assert(
      fc.property(knowledge, knowledge, knowledge, (a, b, c) =>
        expect(mergeKnowledge(mergeKnowledge(a, b), c)).toEqual(mergeKnowledge(a, mergeKnowledge(b, c))),
      ),
    );
  });

  it('is idempotent', () => {
    fc.assert(fc.property(knowledge, (a) => expect(mergeKnowledge(a, a)).toEqual(a)));
  });

  it('never forgets that somebody was identified, and widens the days seen', () => {
    const identifier = identifierOf(1, 'user', 'u1');
    const seen = (on: string, identified: boolean): Knowledge => ({
      identifier,
      traits: [],
      identified,
      firstSeenOn: on,
      lastSeenOn: on,
    });
    expect(mergeKnowledge(seen('2026-01-03', true), seen('2026-01-01', false))).toMatchObject({
      identified: true,
      firstSeenOn: '2026-01-01',
      lastSeenOn: '2026-01-03',
    });
  });
});

describe('earlierClaim', () => {
  const early = '2026-01-01T00:00:00.000Z';

  it('gives an identifier to whoever claimed it first, whichever claim is heard first', () => {
    const first = { by: 'u2', at: early, messageId: 'z' };
    const second = { by: 'u1', at: '2026-01-02T00:00:00.000Z', messageId: 'a' };
    expect(earlierClaim(first, second)).toBe(first);
    expect(earlierClaim(second, first)).toBe(first);
  });

  it('decides between claims of one moment by the smaller message id', () => {
    const smaller = { by: 'u2', at: early, messageId: 'a' };
    expect(earlierClaim({ by: 'u1', at: early, messageId: 'b' }, smaller)).toBe(smaller);
  });
});

describe('covers', () => {
  it('says whether merging would change what is known', () => {
    fc.assert(
      fc.property(knowledge, knowledge, (known, told) =>
        expect(covers(known, told)).toBe(isDeepStrictEqual(mergeKnowledge(known, told), known)),
      ),
    );
  });
});

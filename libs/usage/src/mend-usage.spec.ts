import type { Count } from './count-usage.js';
import { differencesOf } from './mend-usage.js';

const count = (name: string, said: Partial<Count> = {}): Count => ({
  workspaceId: 1,
  identifierId: name,
  scannerId: 1,
  featureId: 'f',
  day: '2026-03-01',
  companyIdentifierId: 'c',
  positive: 0,
  neutral: 0,
  negative: 0,
  ...said,
});

describe('differencesOf', () => {
  it('is nothing where what is counted is right', () => {
    const right = [count('a', { positive: 3 }), count('b', { negative: 1 })];
    expect(differencesOf(right, right.toReversed())).toEqual([]);
  });

  it('adds what is missing, takes off what is too much, and takes away what should not be there', () => {
    const expected = [count('b', { positive: 3, neutral: 1 }), count('a', { neutral: 2 })];
    const counted = [count('b', { positive: 5 }), count('c', { negative: 4 })];
    expect(differencesOf(expected, counted)).toEqual([
      count('a', { neutral: 2 }),
      count('b', { positive: -2, neutral: 1 }),
      count('c', { negative: -4 }),
    ]);
  });

  it('comes in the order in which rows are locked: by identifier, scanner, day, feature and company', () => {
    const keys = [
      { identifierId: 'a', scannerId: 2, day: '2026-03-01' },
      { identifierId: 'a', scannerId: 10, day: '2026-02-01', featureId: 'e' },
      { identifierId: 'a', scannerId: 10, day: '2026-02-01', featureId: 'f', companyIdentifierId: 'b' },
      { identifierId: 'a', scannerId: 10, day: '2026-02-01', featureId: 'f', companyIdentifierId: 'c' },
      { identifierId: 'b', scannerId: 1, day: '2026-01-01' },
    ];
    const expected = keys.map((key) => count('', { ...key, neutral: 1 }));
    expect(differencesOf(expected.toReversed(), [])).toEqual(expected);
  });

  it('changes none of the counts that it is given', () => {
    const expected = [count('a', { neutral: 2 })];
    differencesOf(expected, [count('a', { neutral: 1 })]);
    expect(expected).toEqual([count('a', { neutral: 2 })]);
  });
});

import { partOf, partsFor } from './parts.js';

describe('parts of all ids', () => {
  it.each([1, 2, 3, 7, 100_000])('lie beside one another and leave none out, of %d', (parts) => {
    const all = Array.from({ length: parts }, (_, n) => partOf(n, parts));
    expect(all[0]?.first).toBe('00000000-0000-0000-0000-000000000000');
    expect(all.at(-1)?.last).toBe('ffffffff-ffff-ffff-ffff-ffffffffffff');
    const gaps = all.slice(1).filter(({ first }, at) => {
      const before = all[at]?.last.slice(0, 8) ?? '';
      return Number.parseInt(first.slice(0, 8), 16) !== Number.parseInt(before, 16) + 1;
    });
    expect(gaps).toEqual([]);
  });

  it('are one at least, and more the more events there are', () => {
    expect([0, 1, 50_000, 50_001, 5_000_000, 1e15].map(partsFor)).toEqual([1, 1, 1, 2, 100, 100_000]);
  });
});

import { addDays, countDays, withEveryDay } from './usage-trend.js';

describe('withEveryDay', () => {
  it('fills the days without usage with zeros, in order, the leap day too', () => {
    const used = { date: '2028-02-29', positive: 1, neutral: 2, negative: 3, weighted: 1 };
    expect(withEveryDay([used], '2028-02-28', '2028-03-01')).toEqual([
      { date: '2028-02-28', positive: 0, neutral: 0, negative: 0, weighted: 0 },
      used,
      { date: '2028-03-01', positive: 0, neutral: 0, negative: 0, weighted: 0 },
    ]);
  });

  it('shows one day when the first is the last, and none when they are in the wrong order', () => {
    expect(withEveryDay([], '2026-01-31', '2026-01-31')).toHaveLength(1);
    expect(withEveryDay([], '2026-02-01', '2026-01-31')).toEqual([]);
  });
});

describe('addDays', () => {
  it('crosses months, years and the change to summer time', () => {
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(addDays('2026-11-23', -89)).toBe('2026-08-26');
  });

  it('is what countDays counts', () => {
    expect(countDays(addDays('2026-11-23', -89), '2026-11-23')).toBe(90);
  });
});

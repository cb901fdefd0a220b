import { RateLimit } from './rate-limit.js';

const start = 1_000_000;

describe('RateLimit', () => {
  it('grants at once what was saved up, and not more', () => {
    const limit = new RateLimit(1_000, 5);
    expect(limit.take(7, 2_400, start)).toBe(0);
    expect(limit.take(7, 2_400, start)).toBe(0);
    expect(limit.take(7, 2_500, start)).toBe(3);
    expect(limit.take(7, 200, start)).toBe(0);
    expect(limit.take(7, 1, start)).toBe(1);
  });

  it('takes nothing where it refuses, however often', () => {
    const limit = new RateLimit(10, 1);
    expect(limit.take(7, 9, start)).toBe(0);
    for (let asked = 0; asked < 100; asked += 1) expect(limit.take(7, 2, start)).toBe(1);
    expect(limit.take(7, 1, start)).toBe(0);
  });

  it('grants after the seconds that it names, and not before', () => {
    const limit = new RateLimit(10, 10);
    expect(limit.take(7, 100, start)).toBe(0);
    const seconds = limit.take(7, 25, start);
    expect(seconds).toBe(3);
    expect(limit.take(7, 25, start + 2_499)).toBe(1);
    expect(limit.take(7, 25, start + seconds * 1_000)).toBe(0);
  });

  it('saves up evenly, and never more than the burst', () => {
    const limit = new RateLimit(10, 2);
    for (let ms = 0; ms < 60_000; ms += 100) expect(limit.take(7, 1, start + ms)).toBe(0);
    expect(limit.take(7, 20, start + 3_600_000)).toBe(0);
    expect(limit.take(7, 1, start + 3_600_000)).toBe(1);
  });

  it('takes a call with more events than may ever be there as one with so many', () => {
    const limit = new RateLimit(10, 2);
    expect(limit.take(7, 1_000, start)).toBe(0);
    expect(limit.take(7, 1_000, start)).toBe(2);
  });

  it('counts each workspace by itself, and survives a clock that goes back', () => {
    const limit = new RateLimit(10, 1);
    expect(limit.take(7, 10, start)).toBe(0);
    expect(limit.take(8, 10, start)).toBe(0);
    expect(limit.take(7, 1, start - 5_000)).toBe(1);
  });
});

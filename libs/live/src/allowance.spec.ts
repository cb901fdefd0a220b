import { Allowance } from './allowance.js';

describe('Allowance', () => {
  it('gives what was saved up at once, then so many a second, and never saves up more', () => {
    const allowance = new Allowance();
    const limit = [50, 10] as const;
    expect(allowance.take(1, 40, 0, limit)).toBe(40);
    expect(allowance.take(1, 40, 0, limit)).toBe(10);
    expect(allowance.take(1, 40, 0, limit)).toBe(0);
    expect(allowance.take(1, 40, 500, limit)).toBe(5);
    expect(allowance.take(1, 100, 60_000, limit)).toBe(50);
  });

  it('loses no part of one to frequent asking', () => {
    const allowance = new Allowance();
    const limit = [1, 10] as const;
    let taken = allowance.take(1, 1, 0, limit);
    for (let ms = 10; ms <= 1_000; ms += 10) taken += allowance.take(1, 1, ms, limit);
    expect(taken).toBe(11);
  });

  it('is one for each workspace', () => {
    const allowance = new Allowance();
    const limit = [1, 1] as const;
    expect(allowance.take(1, 1, 0, limit)).toBe(1);
    expect(allowance.take(2, 1, 0, limit)).toBe(1);
  });

  it('gives nothing for a clock that goes back', () => {
    const allowance = new Allowance();
    const limit = [1, 10] as const;
    expect(allowance.take(1, 1, 10_000, limit)).toBe(1);
    expect(allowance.take(1, 1, 0, limit)).toBe(0);
  });
});

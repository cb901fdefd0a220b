import { setImmediate as nextTurn } from 'node:timers/promises';
import { HydraError } from '#contract';
import { Turnstile } from './turnstile.js';

/** Work that goes on until it is told to end. */
function open() {
  const ends: (() => void)[] = [];
  return { ends, work: () => new Promise<void>((done) => ends.push(done)) };
}

describe('Turnstile', () => {
  it('lets no more through at a time than it is wide, and everybody in the end', async () => {
    const { ends, work } = open();
    const turnstile = new Turnstile(2, 10);
    const all = Promise.all(Array.from({ length: 5 }, () => turnstile.pass(work)));
    for (let ended = 0; ended < 5; ended += 1) {
      while (ends.length <= ended) await nextTurn();
      expect(ends.length - ended).toBeLessThanOrEqual(2);
      ends[ended]?.();
    }
    await all;
    expect(ends).toHaveLength(5);
  });

  it('turns away who finds the line full', async () => {
    const { ends, work } = open();
    const turnstile = new Turnstile(1, 1);
    const first = turnstile.pass(work);
    const second = turnstile.pass(async () => 'second');
    await expect(turnstile.pass(work)).rejects.toBeInstanceOf(HydraError);
    ends[0]?.();
    await first;
    expect(await second).toBe('second');
  });

  it('gives the place back when the work fails', async () => {
    const turnstile = new Turnstile(1, 0);
    await expect(turnstile.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await turnstile.pass(async () => 'yes')).toBe('yes');
  });
});

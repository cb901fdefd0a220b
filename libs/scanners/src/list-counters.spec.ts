import { hasLookedAt } from './list-counters.js';

const [first, middle, last] = ['0', '5', 'f'].map(
  (digit) => `${digit}0000000-0000-8000-a000-000000000000`,
) as [string, string, string];
const running = (afterId: string | null) => ({ generation: 3, recount: { finished: false, afterId } });

describe('hasLookedAt', () => {
  it('an event that was stored under the generation of the scanner or a later one was looked at as it came', () => {
    expect(hasLookedAt(running(null), { id: last, generation: 3 })).toBe(true);
    expect(hasLookedAt(running(null), { id: last, generation: 4 })).toBe(true);
  });

  it('an older one is looked at by the recount, in the order of the ids', () => {
    expect(hasLookedAt(running(null), { id: first, generation: 2 })).toBe(false);
    expect(hasLookedAt(running(middle), { id: first, generation: 2 })).toBe(true);
    expect(hasLookedAt(running(middle), { id: middle, generation: 2 })).toBe(true);
    expect(hasLookedAt(running(middle), { id: last, generation: 2 })).toBe(false);
    const finished = { generation: 3, recount: { finished: true, afterId: middle } };
    expect(hasLookedAt(finished, { id: last, generation: 2 })).toBe(true);
  });
});

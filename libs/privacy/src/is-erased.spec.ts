import type { Event } from '#contract';
import { isErased } from './is-erased.js';

const day = (number: number): string => `2026-01-0${number}T00:00:00.000Z`;
const event = (timestamp: string, receivedAt: string): Event => ({
  type: 'track',
  messageId: 'm1',
  timestamp,
  receivedAt,
});

describe('isErased', () => {
  it('takes in what happened up to the moment, however late it is received', () => {
    expect(isErased(event(day(1), day(9)), day(2))).toBe(true);
    expect(isErased(event(day(2), day(9)), day(2))).toBe(true);
  });

  it('takes in what was received up to the moment, even where a clock was ahead', () => {
    expect(isErased(event(day(3), day(2)), day(2))).toBe(true);
  });

  it('leaves what came later, and everything where nothing is erased', () => {
    expect(isErased(event(day(3), day(3)), day(2))).toBe(false);
    expect(isErased(event(day(1), day(1)), null)).toBe(false);
  });
});

import fc from 'fast-check';
import { eventTimeMs, parseTimeMs, writeTime } from './event-time.js';

const received = Date.parse('2026-03-01T12:00:00.000Z');
const hour = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();

describe('eventTimeMs', () => {
  it('is what the caller says, where the clocks agree to the minute', () => {
    const times = { timestamp: iso(received - hour), sentAt: iso(received - 59_000) };
    expect(eventTimeMs(times, received, true)).toBe(received - hour);
  });

  it('is corrected by as much as the sender’s clock is off', () => {
    const times = { timestamp: iso(received + 5 * hour), sentAt: iso(received + 6 * hour) };
    expect(eventTimeMs(times, received, true)).toBe(received - hour);
    expect(eventTimeMs(times, received, false)).toBe(received + 5 * hour);
  });

  it('is the original timestamp where there is no other', () => {
    expect(eventTimeMs({ originalTimestamp: iso(received - hour) }, received, true)).toBe(received - hour);
  });

  it.each([
    ['nothing', {}],
    ['nonsense', { timestamp: 'yesterday' }],
    ['a time before 1970', { timestamp: '1969-12-31T23:59:59Z' }],
    ['a time more than a day ahead', { timestamp: iso(received + 25 * hour) }],
  ])('is the time of receipt where the caller says %s', (_what, times) => {
    expect(eventTimeMs(times, received, true)).toBe(received);
  });

  it('is never before 1970 nor more than a day ahead, whatever is sent', () => {
    const time = fc.oneof(
      fc.date().map((date) => (Number.isNaN(date.getTime()) ? '' : date.toISOString())),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(time, time, fc.boolean(), (timestamp, sentAt, correct) => {
        const ms = eventTimeMs({ timestamp, sentAt }, received, correct);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(received + 24 * hour);
        expect(() => iso(ms)).not.toThrow();
      }),
    );
  });
});

describe('writeTime', () => {
  it.each([
    '2026-03-01T12:00:00.000Z',
    '2026-02-28T23:59:59.999Z',
    '2026-02-30T00:00:00.000Z',
    '2026-03-01T24:00:00.000Z',
    '2026-03-31T00:00:00.000Z',
    '2026-03-01T12:00:00Z',
    '2026-03-01T12:00:00.000+02:00',
  ])('is the same text that a clock would write: %s', (said) => {
    const ms = Date.parse(said);
    expect(writeTime(ms, said)).toBe(iso(ms));
    expect(writeTime(ms + 1, said)).toBe(iso(ms + 1));
  });
});

describe('parseTimeMs', () => {
  it.each([
    ['2026-03-01T12:00:00Z', received],
    ['2026-03-01T14:00:00+02:00', received],
    ['2026-03-01T12:00:00.000000+00:00', received],
    ['2026-03-01T12:00:00', received],
    ['2026-03-01 12:00', received],
    [received, received],
    [received / 1_000, received],
    [String(received), received],
    [String(received / 1_000), received],
    ['2026-13-01T12:00:00.000Z', null],
    ['', null],
    ['soon', null],
    [Number.NaN, null],
    [null, null],
    [{}, null],
  ])('reads %p', (said, ms) => {
    expect(parseTimeMs(said)).toBe(ms);
  });
});

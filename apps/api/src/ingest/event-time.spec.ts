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

  it('is corrected from the original timestamp, which nobody has corrected before', () => {
    const times = {
      originalTimestamp: iso(received + 5 * hour),
      timestamp: iso(received - 2 * hour),
      sentAt: iso(received + 6 * hour),
    };
    expect(eventTimeMs(times, received, true)).toBe(received - hour);
    expect(eventTimeMs(times, received, false)).toBe(received - 2 * hour);
    expect(eventTimeMs({ ...times, sentAt: iso(received) }, received, true)).toBe(received - 2 * hour);
    expect(eventTimeMs({ ...times, originalTimestamp: 'x' }, received, true)).toBe(received - 8 * hour);
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

describe('what is warned of', () => {
  const warned = (timestamp: unknown): string[] => {
    const codes: string[] = [];
    eventTimeMs({ timestamp }, received, true, (code) => codes.push(code));
    return codes;
  };

  it.each(['foo 1', 'not a time 12', '2026/11/25 10:00', '2026-02-30', '', {}, true])(
    '%p is no time',
    (timestamp) => expect(warned(timestamp)).toEqual(['invalid_timestamp']),
  );

  it('an original timestamp that is no time is warned of where there is no other', () => {
    const codes: string[] = [];
    const warn = (code: string) => void codes.push(code);
    eventTimeMs({ originalTimestamp: 'x' }, received, true, warn);
    eventTimeMs({ originalTimestamp: 'x', timestamp: received }, received, true, warn);
    expect(codes).toEqual(['invalid_timestamp']);
  });

  it.each(['2026-03-01T11:00:00', '2026-03-01 11:00', '2026-03-01T11:00:00.000000', '2026-03-01'])(
    '%p names no zone, and was read as UTC',
    (timestamp) => expect(warned(timestamp)).toEqual(['timestamp_without_zone']),
  );

  it.each([
    '2026-03-01T11:00:00Z',
    '2026-03-01T11:00:00z',
    '2026-03-01T11:00:00+00:00',
    '2026-03-01T11:00:00 -0100',
    received,
    String(received),
    undefined,
    null,
  ])('%p is a time', (timestamp) => expect(warned(timestamp)).toEqual([]));
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
    ['2026-03-01T12:00:00.000000000Z', received],
    ['2026-03-01T14:00:00+0200', received],
    ['2026-03-01T10:00:00-02', received],
    ['2026-03-01t12:00:00z', received],
    ['2026-03-01 12:00:00 +00:00', received],
    ['2026-03-01T12:00Z', received],
    ['2026-03-01T12:00:00,25Z', received + 250],
    ['2026-03-01', Date.parse('2026-03-01T00:00:00.000Z')],
    ['2024-02-29T12:00:00Z', Date.parse('2024-02-29T12:00:00.000Z')],
    ['2026-03-01T12:00:00', received],
    ['2026-03-01 12:00', received],
    [received, received],
    [received / 1_000, received],
    [String(received), received],
    [String(received / 1_000), received],
    ['2026-13-01T12:00:00.000Z', null],
    ['2026-02-29T12:00:00Z', null],
    ['2026-02-30T12:00:00.000Z', null],
    ['2026-03-01T12:00:00+99:00', null],
    ['foo 1', null],
    ['not a time 12', null],
    ['2026/11/25 10:00', null],
    ['Sun, 01 Mar 2026 12:00:00 GMT', null],
    ['2026', null],
    ['', null],
    ['soon', null],
    [Number.NaN, null],
    [null, null],
    [{}, null],
  ])('reads %p', (said, ms) => {
    expect(parseTimeMs(said)).toBe(ms);
  });
});

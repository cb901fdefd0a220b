import fc from 'fast-check';
import { localDay } from './local-day.js';

describe('localDay', () => {
  it.each([
    ['2026-01-01T00:30:00.000Z', 'America/New_York', '2025-12-31'],
    ['2026-01-01T13:00:00.000Z', 'Pacific/Kiritimati', '2026-01-02'],
    ['2026-01-01T18:14:59.999Z', 'Asia/Kathmandu', '2026-01-01'],
    ['2026-01-01T18:15:00.000Z', 'Asia/Kathmandu', '2026-01-02'],
    // Clocks go back at 01:00 UTC: the day has 25 hours.
    ['2026-10-25T22:59:59.999Z', 'Europe/Berlin', '2026-10-25'],
    ['2026-10-25T23:00:00.000Z', 'Europe/Berlin', '2026-10-26'],
  ])('%s in %s is %s', (moment, zone, day) => {
    expect(localDay(moment, zone)).toBe(day);
  });

  it('agrees with the calendar of the zone at any moment of our time', () => {
    const zones = ['UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia'];
    const moment = fc.date({ min: new Date('1990-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.constantFrom(...zones), (date, zone) => {
        const parts = new Intl.DateTimeFormat('en-US', {
          timeZone: zone,
          year: 'numeric',
          month: '2-digit',
          day: '2-digit',
        }).formatToParts(date);
        const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
        expect(localDay(date.toISOString(), zone)).toBe(`${part('year')}-${part('month')}-${part('day')}`);
      }),
    );
  });
});

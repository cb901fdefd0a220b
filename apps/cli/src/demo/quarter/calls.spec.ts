import { hash } from 'node:crypto';
import { listCalls, type DemoCall } from './calls.js';
import { demoCompanies } from './companies.js';
import { demoFeatures } from './features.js';
import { demoPeople } from './people.js';
import { listBusyDays } from './schedule.js';

const firstDay = '2026-08-25';
const calls = listCalls(firstDay);
const ofType = <Type extends DemoCall['type']>(type: Type) =>
  calls.filter((call): call is Extract<DemoCall, { type: Type }> => call.type === type);

describe('the quarter of the demo', () => {
  it('is the same for the same first day, on every machine: whoever changes it raises the prefix of the message ids', () => {
    const told = calls.map((call) => `${call.messageId} ${call.at} ${'event' in call ? call.event : ''}`);
    expect(hash('sha256', told.join('\n'))).toBe(
      '5c9113a5b2f505ab1ff4c8f50dc191c62169f85f5762c69c9dbce295a7f7b40f',
    );
  });

  it('has 40 companies, 200 people and 60,000 track events, whatever the weekday on which it begins', () => {
    expect(demoCompanies).toHaveLength(40);
    expect(new Set(demoPeople.map((person) => person.email)).size).toBe(200);
    expect(ofType('track')).toHaveLength(60_000);
    for (const day of ['2026-08-24', '2026-08-29']) {
      const days = listBusyDays(demoPeople, day);
      expect(days.reduce((sum, { events }) => sum + events, 0)).toBe(60_000);
      expect(new Set(days.map(({ person }) => person)).size).toBe(200);
    }
  });

  it('gives every call a message id of its own', () => {
    expect(new Set(calls.map((call) => call.messageId)).size).toBe(calls.length);
  });

  it('lies within its 90 days but for what comes just before signing in, and is sorted by time', () => {
    const times = calls.map((call) => call.at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const from = Date.parse('2026-08-25T00:00:00Z');
    expect(Math.min(...ofType('track').map((call) => call.at))).toBeGreaterThanOrEqual(from);
    expect(Math.max(...times)).toBeLessThan(Date.parse('2026-11-23T00:00:00Z'));
    expect(Math.min(...times)).toBeGreaterThan(from - 3_600_000);
  });

  it('says of everybody who they are and where they belong, once they have done something', () => {
    const identified = new Set(ofType('identify').map((call) => call.userId));
    const grouped = new Set(ofType('group').map((call) => call.userId));
    expect(identified.size).toBe(200);
    expect(grouped.size).toBe(200);
    expect(new Set(ofType('group').map((call) => call.groupId)).size).toBe(40);
  });

  it('names every anonymous visitor later', () => {
    const visitors = new Set(
      calls.flatMap((call) => ('userId' in call || !('anonymousId' in call) ? [] : [call.anonymousId])),
    );
    const named = new Set([
      ...ofType('identify').flatMap((call) => call.anonymousId ?? []),
      ...ofType('alias').map((call) => call.previousId),
    ]);
    expect(visitors.size).toBeGreaterThan(30);
    expect([...visitors].filter((visitor) => !named.has(visitor))).toEqual([]);
  });

  it('uses every feature, mostly without trouble', () => {
    const tracks = ofType('track');
    const used = new Set(tracks.map((call) => call.properties['feature']));
    expect(used.size).toBe(demoFeatures.length);
    const flagged = (flag: string) =>
      tracks.filter((call) => String(call.properties['eventFlag'] ?? 'neutral').toLowerCase() === flag)
        .length / tracks.length;
    expect(flagged('negative')).toBeGreaterThan(0.03);
    expect(flagged('negative')).toBeLessThan(0.15);
    expect(flagged('positive')).toBeGreaterThan(0.2);
  });
});

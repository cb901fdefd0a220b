import type { Event } from '#contract';
import { featureKey, readFlag, readUsage, type ReadingRules } from './read-usage.js';

const all: ReadingRules = { events: 'all', missingFeature: 'leave_out', pages: 'leave_out' };
const track = (properties: Record<string, unknown> | undefined, name = 'Feature used'): Event => ({
  type: 'track',
  event: name,
  messageId: 'm1',
  properties,
  timestamp: '2026-01-01T00:00:00.000Z',
  receivedAt: '2026-01-01T00:00:00.000Z',
});

describe('readUsage', () => {
  it('reads the published example, capital flag included', () => {
    expect(readUsage(track({ feature: 'Device management', eventFlag: 'Positive' }), all)).toEqual([
      { feature: 'Device management', flag: 'positive' },
    ]);
  });

  it('reads the published example whose properties are nested once too often', () => {
    const nested = track({ properties: { feature: 'Device management', eventFlag: 'negative' } });
    expect(readUsage(nested, all)).toEqual([{ feature: 'Device management', flag: 'negative' }]);
  });

  it('counts pages and screens by name or category where it is told to, and else not at all', () => {
    const page: Event = { ...track({ category: 'Docs' }), type: 'page', event: undefined, name: 'Pricing' };
    expect(readUsage(page, all)).toEqual([]);
    expect(readUsage(page, { ...all, missingFeature: 'event_name' })).toEqual([]);
    expect(readUsage(page, { ...all, pages: 'name' })).toEqual([{ feature: 'Pricing', flag: 'neutral' }]);
    expect(readUsage({ ...page, type: 'screen' }, { ...all, pages: 'category' })).toEqual([
      { feature: 'Docs', flag: 'neutral' },
    ]);
    expect(readUsage(track({ feature: 'Alerts' }), { ...all, pages: 'name' })).toHaveLength(1);
  });

  it('counts nothing that Segment has computed', () => {
    const computed = {
      ...track({ feature: 'Alerts' }),
      context: { personas: { computation_class: 'trait' } },
    };
    expect(readUsage(computed, { ...all, missingFeature: 'event_name' })).toEqual([]);
  });

  it('counts a list of features once for each name, whatever its case, 20 at most', () => {
    expect(readUsage(track({ feature: ['Alerts', 'alerts', ' Reports ', ''] }), all)).toEqual([
      { feature: 'Alerts', flag: 'neutral' },
      { feature: 'Reports', flag: 'neutral' },
    ]);
    const many = track({ feature: Array.from({ length: 30 }, (_, at) => `f${at}`) });
    expect(readUsage(many, all)).toHaveLength(20);
  });

  it('cuts off a long name so that it can be stored, emoji or not', () => {
    const [use] = readUsage(track({ feature: `${'a'.repeat(254)}😀` }), all);
    expect(use?.feature).toBe(`${'a'.repeat(254)}\ufffd`);
  });

  it('takes numbers and booleans for names, and nothing else', () => {
    expect(
      readUsage(track({ feature: [7, true, null, { a: 1 }] }), all).map(({ feature }) => feature),
    ).toEqual(['7', 'true']);
  });

  it.each([undefined, {}, { feature: '  ' }, { feature: null }])(
    'leaves an event out that names no feature: %p',
    (properties) => {
      expect(readUsage(track(properties), all)).toEqual([]);
    },
  );

  it('takes the name of an event for its feature where the scanner says so', () => {
    const rules: ReadingRules = { ...all, missingFeature: 'event_name' };
    expect(readUsage(track({ eventFlag: 'negative' }, 'Export'), rules)).toEqual([
      { feature: 'Export', flag: 'negative' },
    ]);
    expect(readUsage(track({ feature: 'Alerts' }, 'Export'), rules)[0]?.feature).toBe('Alerts');
  });

  it('leaves out events that the scanner does not listen to, and calls other than track', () => {
    const rules: ReadingRules = { ...all, events: ['Export'] };
    expect(readUsage(track({ feature: 'Alerts' }, 'export'), rules)).toEqual([]);
    expect(readUsage(track({ feature: 'Alerts' }, 'Export'), rules)).toHaveLength(1);
    expect(readUsage({ ...track({ feature: 'Alerts' }), type: 'page' }, all)).toEqual([]);
  });
});

describe('readFlag', () => {
  it.each([
    ['positive', 'positive'],
    [' NEGATIVE ', 'negative'],
    ['Neutral', 'neutral'],
    ['good', 'neutral'],
    [1, 'neutral'],
    [undefined, 'neutral'],
  ])('reads %p as %s', (said, flag) => {
    expect(readFlag(said)).toBe(flag);
  });
});

describe('featureKey', () => {
  it('is the same in any case', () => {
    expect(featureKey('Device Management')).toBe(featureKey('device management'));
  });
});

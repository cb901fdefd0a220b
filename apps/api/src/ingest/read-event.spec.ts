import fc from 'fast-check';
import { eventSchema, type Event } from '#contract';
import { readEvent, type Circumstances } from './read-event.js';

const receivedAtMs = Date.parse('2026-03-01T12:00:00.000Z');
const receivedAt = new Date(receivedAtMs).toISOString();
const circumstances: Circumstances = { receivedAtMs, receivedAt, fromSegment: false };

function read(raw: unknown, more: Partial<Circumstances> = {}): Event {
  const reading = readEvent(raw, { ...circumstances, ...more });
  if ('refused' in reading) throw new Error(`refused: ${reading.refused}`);
  return reading.event;
}
function refusal(raw: unknown, more: Partial<Circumstances> = {}): string {
  const reading = readEvent(raw, { ...circumstances, ...more });
  return 'refused' in reading ? reading.refused : 'not refused';
}
const track = { type: 'track', userId: 'u1', event: 'Used' };

describe('readEvent', () => {
  it.each([
    [{ ...track, userId: undefined, user_id: 'u1' }, { userId: 'u1' }],
    [{ ...track, userId: undefined, USERID: 'u1' }, { userId: 'u1' }],
    [{ ...track, Anonymous_Id: 'a1' }, { anonymousId: 'a1' }],
    [{ type: 'track', userId: 'u1', event_name: 'Used' }, { event: 'Used' }],
    [{ action: 'track', user_id: 'u1', event: 'Used' }, { type: 'track' }],
    [{ ...track, user_id: 'other' }, { userId: 'u1' }],
  ])('accepts any spelling of the top-level keys, and the exact one wins: %j', (raw, expected) => {
    expect(read(raw)).toMatchObject(expected);
  });

  it('takes null for absent and numbers for ids, as the Python client sends them', () => {
    const event = read({ ...track, userId: 42, anonymousId: null, properties: null, context: null });
    expect(event).toMatchObject({ userId: '42', anonymousId: undefined, properties: undefined });
  });

  it.each([2 ** 53, -(2 ** 53), 1e21, 1.5])(
    'lets the number %p name nobody, since it may be that of another, and says so',
    (userId) => {
      const reading = readEvent({ ...track, userId }, circumstances);
      expect(reading).toMatchObject({ event: { userId: 'NaN' }, warnings: ['imprecise_id'] });
      expect(refusal({ type: 'delete', userId })).toBe('missing_user_id');
    },
  );

  it.each([
    { type: 'group', userId: 'u1', groupId: 'null' },
    { type: 'identify', userId: 'u1', traits: { company: { id: 'undefined' } } },
    { type: 'identify', userId: 'u1', traits: { company_id: 0 } },
    { ...track, context: { groupId: '[object Object]' } },
  ])('warns of a placeholder for a company’s id: %j', (raw) => {
    expect(readEvent(raw, circumstances)).toMatchObject({ warnings: ['illegal_id'] });
  });

  it('takes every number that is exact for an id', () => {
    const reading = readEvent({ ...track, userId: Number.MAX_SAFE_INTEGER }, circumstances);
    expect(reading).toMatchObject({ event: { userId: '9007199254740991' }, warnings: [] });
  });

  it.each([
    ['a text', 'invalid_event'],
    [[track], 'invalid_event'],
    [{ ...track, type: 'Delete everything' }, 'unknown_type'],
    [{ type: 'delete', anonymousId: 'a1' }, 'missing_user_id'],
    [{ type: 'delete', userId: 'null' }, 'missing_user_id'],
    [{ userId: 'u1' }, 'unknown_type'],
    [{ ...track, userId: { id: 1 } }, 'invalid_id'],
    [{ ...track, userId: true }, 'invalid_id'],
    [{ ...track, userId: 'x'.repeat(256) }, 'invalid_id'],
    [{ type: 'track', event: 'Used' }, 'no_user_anon_id'],
    [{ ...track, userId: '  ' }, 'no_user_anon_id'],
    [{ ...track, event: ' ' }, 'missing_event_name'],
    [{ type: 'group', userId: 'u1' }, 'missing_group_id'],
    [{ type: 'alias', userId: 'u1' }, 'missing_previous_id'],
    [{ type: 'alias', previousId: 'a1' }, 'missing_user_id'],
    [{ type: 'identify', userId: 'u1', traits: 'x' }, 'invalid_traits'],
    [{ ...track, properties: [] }, 'invalid_properties'],
  ])('refuses %j: %s', (raw, code) => {
    expect(refusal(raw)).toBe(code);
  });

  it.each([
    { type: 'group', groupId: 'g1' },
    { type: 'alias', userId: 'u1', anonymousId: 'a1' },
    { type: 'identify', traits: { email: 'a@b.co' } },
    { type: 'track', event: 'Used', context: { traits: { email: 'a@b.co' } } },
    { type: 'PAGE', anonymousId: 'a1' },
    { type: 'screen', anonymousId: 'a1', name: 'Home' },
  ])('accepts %j', (raw) => {
    expect(refusal(raw)).toBe('not refused');
  });

  it('believes the path before the body', () => {
    expect(read({ ...track, type: 'identify' }, { type: 'track' }).type).toBe('track');
  });

  it('keeps what it does not know, and never the key', () => {
    const event = read({ ...track, write_key: 'secret', writeKey: 'secret', integrations: { All: false } });
    expect(event).toMatchObject({ integrations: { All: false } });
    expect(JSON.stringify(event)).not.toContain('secret');
  });

  it('keeps a message id, makes one up where there is none, and shortens a long one the same way every time', () => {
    expect(read({ ...track, messageId: ' m1 ' }).messageId).toBe('m1');
    expect(read(track).messageId).toMatch(/^hydra-/);
    expect(read(track).messageId).not.toBe(read(track).messageId);
    const long = { ...track, messageId: 'x'.repeat(101) };
    expect(read(long).messageId.length).toBeLessThanOrEqual(100);
    expect(read(long).messageId).toBe(read(long).messageId);
    expect(read(long).messageId).not.toBe(read({ ...track, messageId: 'x'.repeat(102) }).messageId);
  });

  it('cuts off the name of an event so that it can be stored, emoji or not', () => {
    expect(read({ ...track, event: `${'a'.repeat(254)}😀` }).event).toBe(`${'a'.repeat(254)}\ufffd`);
  });

  it('lets the context of an event win over that of its envelope', () => {
    const context = { library: { name: 'x' }, groupId: 'g0' };
    expect(read({ ...track, context: { groupId: 'g1' } }, { context }).context).toEqual({
      ...context,
      groupId: 'g1',
    });
  });

  it('corrects a wrong clock, but neither Segment’s nor a server’s', () => {
    const raw = { ...track, timestamp: '2026-03-01T09:00:00.000Z', sentAt: '2026-03-01T10:00:00.000Z' };
    expect(read(raw).timestamp).toBe('2026-03-01T11:00:00.000Z');
    expect(read(raw, { fromSegment: true }).timestamp).toBe('2026-03-01T09:00:00.000Z');
    for (const name of ['@segment/analytics-node', 'analytics-go', 'Analytics.NET', 'analytics_elixir'])
      expect(read({ ...raw, context: { library: { name } } }).timestamp).toBe('2026-03-01T09:00:00.000Z');
  });

  it('believes Segment alone that it took an event in before', () => {
    const at = '2026-03-01T11:00:00.000Z';
    for (const claim of [{ receivedAt: at }, { segmentReceivedAt: at }]) {
      expect(read({ ...track, ...claim }, { fromSegment: true })).toMatchObject({ segmentReceivedAt: at });
      expect(read({ ...track, ...claim })).not.toHaveProperty('segmentReceivedAt');
    }
  });

  it('marks what happened more than 30 days ago, and nobody can claim that', () => {
    const historical = (timestamp: string) => read({ ...track, timestamp, historical: 'yes' }).historical;
    expect(historical('2026-01-30T11:59:59.999Z')).toBe(true);
    expect(historical('2026-01-30T12:00:00.000Z')).toBeUndefined();
  });

  it('never throws, and what it accepts is an event', () => {
    const names = [
      'type',
      'userId',
      'user_id',
      'messageId',
      'event',
      'traits',
      'context',
      'timestamp',
      'groupId',
    ];
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('track', 'identify', 'u1', '2026-01-01'));
    const raw = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...names), value));
    fc.assert(
      fc.property(raw, (anything) => {
        const reading = readEvent(anything, circumstances);
        if ('refused' in reading) return;
        const event: unknown = JSON.parse(JSON.stringify(reading.event));
        expect(eventSchema.safeParse(event).error).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});

it('warns of more traits in one event than are kept', () => {
  const warningsOf = (count: number): unknown => {
    const own = Object.fromEntries(Array.from({ length: count }, (_, at) => [`trait ${at}`, at]));
    return readEvent({ type: 'identify', userId: 'u1', traits: { ...own, email: 'a@b.c' } }, circumstances);
  };
  expect(warningsOf(501)).toMatchObject({ warnings: ['too_many_traits'] });
  expect(warningsOf(500)).toMatchObject({ warnings: [] });
});

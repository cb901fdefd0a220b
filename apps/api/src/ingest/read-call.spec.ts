import { HydraError } from '#contract';
import { keyInBody, readCall } from './read-call.js';

const codeOf = (body: unknown): string => {
  try {
    readCall(body);
    return 'accepted';
  } catch (error) {
    return error instanceof HydraError ? error.code : 'another error';
  }
};

describe('readCall', () => {
  it('takes a single event, a batch or a bare array', () => {
    expect(readCall({ type: 'track' })).toEqual({
      batch: false,
      events: [{ type: 'track' }],
      eventsMax: 1,
    });
    expect(readCall([{ type: 'track' }])).toEqual({
      batch: true,
      events: [{ type: 'track' }],
      eventsMax: 4_000,
    });
    expect(readCall({ batch: [1, 2], sentAt: 's', context: { a: 1 }, messageId: 'ignored' })).toEqual({
      batch: true,
      events: [1, 2],
      eventsMax: 2_500,
      sentAt: 's',
      context: { a: 1 },
    });
  });

  it('lets each event of a batch stand alone: what they are is looked at later', () => {
    expect(readCall([null, 'x', {}]).events).toHaveLength(3);
  });

  it.each([
    [[], 'empty_body'],
    [{ batch: [] }, 'empty_body'],
    [{ batch: {} }, 'invalid_event'],
    [{ batch: null }, 'invalid_event'],
    ['text', 'invalid_event'],
    [null, 'invalid_event'],
    [7, 'invalid_event'],
  ])('refuses %j: %s', (body, code) => {
    expect(codeOf(body)).toBe(code);
  });
});

describe('keyInBody', () => {
  it('is that of the envelope or the event', () => {
    expect(keyInBody({ writeKey: 'k', batch: [{ writeKey: 'other' }] })).toBe('k');
    expect(keyInBody({ writeKey: 'k', type: 'track' })).toBe('k');
  });

  it('is that of the members where all agree', () => {
    expect(keyInBody({ batch: [{ writeKey: 'k' }, { writeKey: 'k' }] })).toBe('k');
    expect(keyInBody([{ writeKey: 'k' }, {}, { writeKey: 'k' }])).toBe('k');
  });

  it('is none of several that differ', () => {
    expect(() => keyInBody([{ writeKey: 'k' }, { writeKey: 'other' }])).toThrow(HydraError);
    expect(() => keyInBody({ batch: [{ writeKey: 'k' }, {}, { writeKey: 'other' }] })).toThrow(HydraError);
  });

  it.each([[null], [7], [''], [' ']])('is not hidden by %j, beside it or in the envelope', (none) => {
    expect(keyInBody([{ writeKey: 'k' }, { writeKey: none }])).toBe('k');
    expect(keyInBody([{ writeKey: none }, { writeKey: ' k ' }])).toBe('k');
    expect(keyInBody({ writeKey: none, batch: [{ writeKey: 'k' }] })).toBe('k');
  });

  it.each([[{ writeKey: 7 }], [{ writeKey: ' ' }], [[]], [null], ['k']])('is none in %j', (body) => {
    expect(keyInBody(body)).toBeNull();
  });
});

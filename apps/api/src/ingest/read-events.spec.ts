import { parseLine } from '#inbox';
import { readEvents, typeOfPath } from './read-events.js';

const receivedAt = '2026-03-01T12:00:00.000Z';
const circumstances = { receivedAtMs: Date.parse(receivedAt), receivedAt, fromSegment: false };
const track = (messageId: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  type: 'track',
  userId: 'u1',
  event: 'Used',
  messageId,
  ...more,
});
const eventsMax = 50;
const read = (events: unknown[]) => readEvents({ batch: true, eventsMax, events }, 7, circumstances);

describe('readEvents', () => {
  it('reports each bad event with its index, code and message id, and the others go on', () => {
    const { lines, refusals } = read([track('m0'), 'x', track('m2', { userId: null }), track('m3')]);
    expect(lines.map(({ line }) => parseLine(line).event.messageId)).toEqual(['m0', 'm3']);
    expect(refusals.map(({ index, messageId, code }) => [index, messageId, code])).toEqual([
      [1, undefined, 'invalid_event'],
      [2, 'm2', 'no_user_anon_id'],
    ]);
  });

  it('keeps the first of several events of one type and message id', () => {
    const { lines, duplicates } = read([
      track('m0', { event: 'First' }),
      track('m0', { event: 'Second' }),
      { type: 'identify', userId: 'u1', messageId: 'm0' },
    ]);
    expect(duplicates.map(({ index }) => index)).toEqual([1]);
    expect(lines.map(({ line }) => parseLine(line).event.event)).toEqual(['First', undefined]);
  });

  it('takes no event for a repetition of one that was refused', () => {
    const { lines, duplicates, refusals } = read([
      track('m0', { properties: { text: 'x'.repeat(40_000) } }),
      track('m0', { event: 'Sound' }),
    ]);
    expect(refusals.map(({ index }) => index)).toEqual([0]);
    expect(duplicates).toEqual([]);
    expect(lines.map(({ line }) => parseLine(line).event.event)).toEqual(['Sound']);
  });

  it('queues identify, group and alias apart from track, page and screen', () => {
    const { lines } = read([
      { type: 'identify', userId: 'u1' },
      { type: 'group', groupId: 'g1' },
      { type: 'alias', userId: 'u1', previousId: 'a1' },
      track('m'),
      { type: 'page', userId: 'u1' },
      { type: 'screen', userId: 'u1' },
    ]);
    expect(lines.map(({ queue }) => queue)).toEqual([
      'identify',
      'identify',
      'identify',
      'track',
      'track',
      'track',
    ]);
  });

  it('refuses an event of more than 32 KiB by itself, counted in bytes', () => {
    const { lines, refusals } = read([
      track('m0', { properties: { text: 'x'.repeat(33_000) } }),
      track('m1', { properties: { text: 'é'.repeat(16_500) } }),
      track('m2', { properties: { text: 'x'.repeat(32_000) } }),
    ]);
    expect(refusals.map(({ code }) => code)).toEqual(['event_too_large', 'event_too_large']);
    expect(lines).toHaveLength(1);
  });

  it.each(['x', 'é', '漢'])('takes what was sent up to the last byte of 32 KiB, made of %s', (letter) => {
    const ofSize = (bytes: number): unknown => {
      const rest = bytes - Buffer.byteLength(JSON.stringify(track('m0', { text: '' })));
      const width = Buffer.byteLength(letter);
      return track('m0', { text: letter.repeat(rest / width) + 'x'.repeat(rest % width) });
    };
    const context = { library: { name: 'a library', version: '1.0.0' } };
    const inBatch = (event: unknown) =>
      readEvents({ batch: true, eventsMax, events: [event] }, 123_456, { ...circumstances, context });
    expect(inBatch(ofSize(32_768)).refusals).toEqual([]);
    expect(inBatch(ofSize(32_769)).refusals.map(({ code }) => code)).toEqual(['event_too_large']);
  });

  it('refuses an event that is nested too deep to be written out', () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
    expect(read([track('m0', { properties: { nested } })]).refusals.map(({ code }) => code)).toEqual([
      'event_too_deep',
    ]);
  });

  it('refuses those beyond the limit of a batch one by one', () => {
    const { lines, refusals } = read(Array.from({ length: eventsMax + 2 }, (_, at) => track(`m${at}`)));
    expect(lines).toHaveLength(eventsMax);
    expect(refusals.map(({ index, code }) => [index, code])).toEqual([
      [eventsMax, 'batch_too_long'],
      [eventsMax + 1, 'batch_too_long'],
    ]);
  });

  it('only counts those far beyond the limit: a small body may hold millions', () => {
    const { lines, refusals, unlisted } = read([track('m'), ...Array<number>(1_000_000).fill(0)]);
    expect(lines).toHaveLength(1);
    expect(refusals).toHaveLength(eventsMax - 1 + 100);
    expect(refusals.length + unlisted).toBe(1_000_000);
  });
});

describe('typeOfPath', () => {
  it.each([
    ['/v1/track', 'track'],
    ['/v1/identify/', 'identify'],
    ['/v1/batch', undefined],
    ['/v1/segment', undefined],
  ])('%s is %s', (path, type) => expect(typeOfPath(path)).toBe(type));
});

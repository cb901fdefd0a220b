import { eventTypes } from '#contract';
import { eventIdOf } from './store.js';

describe('eventIdOf', () => {
  it('is the same for every repetition of an event', () => {
    const first = { type: 'track' as const, messageId: 'm1' };
    expect(eventIdOf({ ...first })).toBe(eventIdOf(first));
    expect(eventIdOf({ ...first, messageId: 'm2' })).not.toBe(eventIdOf(first));
  });

  it('differs by type, because one call of Segment may arrive as two with one message id', () => {
    expect(new Set(eventTypes.map((type) => eventIdOf({ type, messageId: 'm1' }))).size).toBe(
      eventTypes.length,
    );
  });
});

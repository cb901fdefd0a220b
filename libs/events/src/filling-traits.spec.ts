import type { Event } from '#contract';
import { fillingTraits } from './filling-traits.js';

const at = '2026-01-01T00:00:00.000Z';
const track = (said: Partial<Event>): Event => ({
  type: 'track',
  event: 'Seen',
  messageId: 'm1',
  timestamp: at,
  receivedAt: at,
  ...said,
});
const long = `${'a'.repeat(999)}😀😀`;

describe('fillingTraits', () => {
  it.each<[string, Partial<Event>, string]>([
    ['a name of the context', { context: { traits: { name: long } } }, 'name'],
    ['a phone at sign-up', { event: 'Signed Up', properties: { phone: long } }, 'phone'],
  ])('cuts off %s so that it can be stored, emoji or not', (_what, said, name) => {
    const [word] = fillingTraits(track(said));
    expect(word?.values[name]).toBe(`${'a'.repeat(999)}\ufffd`);
  });
});

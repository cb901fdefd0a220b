import type { Event } from '#contract';
import { audienceWordOf, isExit } from './audience-word.js';

const at = '2026-01-01T08:00:00.000Z';
const audience = {
  computation_class: 'audience',
  computation_key: 'vip',
  computation_id: 'aud_1',
  space_id: 'spa_1',
};
const eventOf = (said: Partial<Event>, personas: Record<string, unknown> = audience): Event => ({
  type: 'identify',
  userId: 'u1',
  messageId: 'm1',
  timestamp: at,
  receivedAt: at,
  context: { personas },
  ...said,
});
const entered = (said: Partial<Event>, personas?: Record<string, unknown>): boolean | null =>
  audienceWordOf(eventOf(said, personas))?.entered ?? null;

describe('audienceWordOf', () => {
  it('names the audience by space and computation, and shows its key', () => {
    expect(audienceWordOf(eventOf({ traits: { vip: true } }))).toEqual({
      spaceId: 'spa_1',
      computationId: 'aud_1',
      key: 'vip',
      kind: 'audience',
      entered: true,
    });
  });

  it.each<[string, Partial<Event>, boolean | null]>([
    ['a boolean trait of an identify', { traits: { vip: false, plan: 'pro' } }, false],
    ['a boolean trait of a group call', { type: 'group', groupId: 'g1', traits: { vip: true } }, true],
    [
      'a boolean property of a track, whatever its name',
      { type: 'track', event: 'Left', properties: { vip: true } },
      true,
    ],
    ['text', { traits: { vip: 'true' } }, true],
    ['text in another case', { traits: { vip: ' False ' } }, false],
    [
      'the key that audience_key says',
      { type: 'track', event: 'x', properties: { audience_key: 'big', big: false, on: true } },
      false,
    ],
    ['the only boolean', { traits: { is_vip: true, plan: 'pro' } }, true],
    ['two booleans, neither of them named', { traits: { a: true, b: true } }, null],
    ['no boolean at all', { traits: { vip: 7 } }, null],
    ['nothing', {}, null],
    ['a track that says it among traits', { type: 'track', event: 'x', traits: { vip: true } }, null],
    ['a page', { type: 'page', properties: { vip: true } }, null],
  ])('reads %s', (_said, event, expected) => {
    expect(entered(event)).toBe(expected);
  });

  it('takes a step of a journey without a boolean for entered', () => {
    const step = { ...audience, computation_class: 'journey_step' };
    expect(entered({ traits: { plan: 'pro' } }, step)).toBe(true);
    expect(entered({ traits: { vip: false } }, step)).toBe(false);
    expect(entered({ type: 'page' }, step)).toBeNull();
  });

  it('finds no audience in computed traits, in plain booleans, and without a key', () => {
    for (const kind of ['trait', 'computed_trait', undefined])
      expect(entered({ traits: { vip: true } }, { ...audience, computation_class: kind })).toBeNull();
    expect(entered({ traits: { vip: true }, context: {} })).toBeNull();
    expect(entered({ traits: { vip: true } }, { ...audience, computation_key: undefined })).toBeNull();
  });

  it('tells an exit from everything else', () => {
    expect(isExit(eventOf({ traits: { vip: false } }))).toBe(true);
    expect(isExit(eventOf({ traits: { vip: true } }))).toBe(false);
    expect(isExit(eventOf({ traits: { vip: false }, context: {} }))).toBe(false);
  });
});

import { namesIn } from './dead-letter.js';

describe('namesIn', () => {
  it.each([
    ['{"type":"track","messageId":"m1"}', { type: 'track', messageId: 'm1' }],
    ['{"type":"identify"}', { type: 'identify', messageId: null }],
    ['{"type":"track","messageId":"cut off","u', { type: null, messageId: null }],
    ['null', { type: null, messageId: null }],
    [String.raw`{"type":"tr\u0000ack","messageId":"\ud800"}`, { type: null, messageId: null }],
    [JSON.stringify({ type: 'x'.repeat(256), messageId: 7 }), { type: null, messageId: null }],
  ])('reads of %s what can be kept', (body, names) => {
    expect(namesIn(body)).toEqual(names);
  });
});

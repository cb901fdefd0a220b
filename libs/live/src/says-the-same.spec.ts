import { saysTheSame } from './says-the-same.js';

const call = { type: 'track', messageId: 'm', userId: 'u', event: 'Used', properties: { a: 1, b: 2 } };
const same = (more: object, other: object = {}): boolean =>
  saysTheSame(JSON.stringify({ ...call, ...other }), JSON.stringify({ ...call, ...more }));

describe('saysTheSame', () => {
  it.each([
    ['a retry', { receivedAt: '2', sentAt: '2', timestamp: '2' }],
    ['another order of the properties', { properties: { b: 2, a: 1 } }],
    ['a replay', { integrations: { All: false } }],
  ])('%s says the same', (_, more) => {
    expect(same(more)).toBe(true);
  });

  it('so does a call from another network', () => {
    expect(same({ context: { ip: '1', a: 1 } }, { context: { ip: '2', a: 1 } })).toBe(true);
  });

  it.each([
    ['name', { event: 'Seen' }],
    ['user', { userId: 'v' }],
    ['property', { properties: { a: 1, b: 3 } }],
    ['missing property', { properties: { a: 1 } }],
  ])('another %s does not', (_, more) => {
    expect(same(more)).toBe(false);
  });

  it('nothing is said of what cannot be read', () => {
    expect(saysTheSame('{"a":', '{"a":1}')).toBe(true);
  });
});

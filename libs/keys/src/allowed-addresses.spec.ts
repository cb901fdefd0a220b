import { isAllowedFrom } from './allowed-addresses.js';

describe('isAllowedFrom', () => {
  it.each([
    ['203.0.113.7', [], true],
    ['203.0.113.7', ['203.0.113.7'], true],
    ['203.0.113.8', ['203.0.113.7'], false],
    ['203.0.113.8', ['198.51.100.1', '203.0.113.0/24'], true],
    ['::ffff:203.0.113.8', ['203.0.113.0/24'], true],
    ['2001:db8::1', ['2001:db8::/32'], true],
    ['2001:db9::1', ['2001:db8::/32', '0.0.0.0/0'], false],
    ['', ['0.0.0.0/0'], false],
  ])('%s of %j: %s', (address, allowed, expected) => {
    expect(isAllowedFrom(address, allowed)).toBe(expected);
  });
});

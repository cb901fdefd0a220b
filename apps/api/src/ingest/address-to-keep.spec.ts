import type { AddressPolicy } from '#config';
import { addressToKeep } from './address-to-keep.js';

describe('addressToKeep', () => {
  it.each<[string, AddressPolicy, string | null]>([
    ['203.0.113.7', 'keep', '203.0.113.7'],
    ['::ffff:203.0.113.7', 'keep', '203.0.113.7'],
    ['203.0.113.7', 'mask', '203.0.113.0'],
    ['2001:db8:1:2::7', 'mask', '2001:db8:1::'],
    ['::1', 'mask', '::'],
    ['203.0.113.7', 'drop', null],
  ])('%s, %s: %s', (address, policy, kept) => {
    expect(addressToKeep(address, policy)).toBe(kept);
  });
});

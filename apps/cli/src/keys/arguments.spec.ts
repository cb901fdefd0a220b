import { readAddresses, readExpiry, readKeyId, readOverlap } from './arguments.js';

const now = Date.parse('2026-11-25T12:00:00Z');

describe('the arguments of npm run keys', () => {
  it.each([
    ['12h', '2026-11-26T00:00:00.000Z'],
    ['30d', '2026-12-25T12:00:00.000Z'],
    ['1y', '2027-11-25T12:00:00.000Z'],
  ])('a key that expires in %s does so at %s', (text, at) => {
    expect(readExpiry(text, now).toISOString()).toBe(at);
  });

  it.each(['', '0d', '30', 'd', '-1d', '1.5d', '99999d', '30 d', '2027-01-01'])('%j is no expiry', (text) => {
    expect(() => readExpiry(text, now)).toThrow(/^--expires is/);
  });

  it('takes addresses and networks of both kinds, with spaces and a comma too many', () => {
    expect(readAddresses(' 203.0.113.7, 10.0.0.0/8,2001:db8::1,2001:db8::/32,')).toEqual([
      '203.0.113.7',
      '10.0.0.0/8',
      '2001:db8::1',
      '2001:db8::/32',
    ]);
    expect(readAddresses('')).toEqual([]);
  });

  it.each(['office', '10.0.0.0/33', '10.0.0', '203.0.113.7,fe80::1%eth0'])('%j is no address', (text) => {
    expect(() => readAddresses(text)).toThrow(/^--allow names ".+", which must be an address or a network/);
  });

  it('refuses more addresses than a key may hold', () => {
    expect(() => readAddresses(Array(101).fill('203.0.113.7').join(','))).toThrow(/too many addresses/);
  });

  it('knows the overlaps of a rotation, and the look of an id', () => {
    expect(readOverlap('7d')).toBe('7d');
    expect(() => readOverlap('8d')).toThrow('--overlap is "8d"; it must be one of now, 1h, 24h, 7d.');
    expect(() => readKeyId('first')).toThrow('"first" is not the id of a key.');
  });

  it('does not repeat a key that was taken for its id', () => {
    expect(() => readKeyId('hydra_live_secret')).toThrow(
      /^This is a key and not the id of one\. npm run keys -- list shows the ids\.$/,
    );
  });
});

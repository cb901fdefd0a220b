import { keyInHeaders } from './key-in-request.js';

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

describe('keyInHeaders', () => {
  it.each([
    ['with the colon', { authorization: basic('k:') }],
    ['without it', { authorization: basic('k') }],
    ['with a password', { authorization: basic('k:secret:x') }],
    ['with the scheme in another case', { authorization: basic('k:').replace('Basic', 'bAsIc') }],
    ['as a Bearer token', { authorization: 'Bearer k' }],
    ['as X-Write-Key', { 'x-write-key': 'k' }],
    ['as X-Write-Key, with a secret behind it', { 'x-write-key': 'k:secret' }],
    ['as X-API-Key', { 'x-api-key': ' k ' }],
    ['beside an empty user', { authorization: basic(':'), 'x-write-key': 'k' }],
    ['under an unknown scheme beside it', { authorization: 'Digest x', 'x-api-key': 'k' }],
  ])('finds the key %s', (_how, headers) => {
    expect(keyInHeaders(headers)).toBe('k');
  });

  it('takes the first that is there', () => {
    expect(keyInHeaders({ authorization: basic('k:'), 'x-write-key': 'other', 'x-api-key': 'third' })).toBe(
      'k',
    );
    expect(keyInHeaders({ 'x-write-key': 'k', 'x-api-key': 'third' })).toBe('k');
  });

  it.each([
    {},
    { authorization: '' },
    { authorization: 'Basic' },
    { authorization: basic(':p') },
    { 'x-api-key': ' ' },
  ])('finds none in %j', (headers) => expect(keyInHeaders(headers)).toBeNull());
});

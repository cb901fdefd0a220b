import { isSameOrigin } from './same-origin.js';

describe('isSameOrigin', () => {
  it.each([
    [{}, true],
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'none' }, true],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://hydra.example:3000' }, false],
    [{ origin: 'https://hydra.example:3000' }, true],
    [{ origin: 'http://hydra.example:3000' }, true],
    [{ origin: 'https://hydra.example' }, false],
    [{ origin: 'https://evil.example' }, false],
    [{ origin: 'https://hydra.example:3000.evil.example' }, false],
    [{ origin: 'null' }, false],
    [{ origin: '' }, false],
  ])('takes %j: %s', (headers, allowed) => {
    expect(isSameOrigin(headers, 'hydra.example:3000')).toBe(allowed);
  });
});

import { digestKey, generateKey, isWellFormedKey, keyHint } from './api-key.js';

describe('generateKey', () => {
  it('makes keys that are well-formed and all different', () => {
    const keys = Array.from({ length: 200 }, () => generateKey());
    expect(new Set(keys).size).toBe(200);
    for (const key of keys) expect(key).toMatch(/^hydra_live_[0-9A-Za-z]{38}$/);
    expect(keys.filter(isWellFormedKey)).toHaveLength(200);
  });

  it('drops the bytes that would make some characters likelier than others', () => {
    const batches = [
      new Uint8Array(32).fill(248),
      new Uint8Array(32).fill(255),
      new Uint8Array(32).fill(247),
    ];
    let taken = 0;
    const key = generateKey(() => batches[taken++] ?? new Uint8Array(32));
    expect(taken).toBe(3);
    expect(key.slice(0, -6)).toBe(`hydra_live_${'z'.repeat(32)}`);
  });

  it('writes the checksum in six base62 characters, padded with zeros', () => {
    const key = generateKey((size) => new Uint8Array(size));
    expect(key).toBe('hydra_live_0000000000000000000000000000000022rXHr');
  });
});

describe('isWellFormedKey', () => {
  const key = generateKey();

  it('refuses a key with any one character changed', () => {
    for (let i = 0; i < key.length; i += 1) {
      const other = key[i] === 'x' ? 'y' : 'x';
      expect(isWellFormedKey(key.slice(0, i) + other + key.slice(i + 1))).toBe(false);
    }
  });

  it.each(['', 'hydra_live_', key.slice(0, -1), `${key} `, `${key}\n`, key.toUpperCase(), key.slice(11)])(
    'refuses %j',
    (text) => {
      expect(isWellFormedKey(text)).toBe(false);
    },
  );
});

describe('what is kept of a key', () => {
  it('is its SHA-256', () => {
    expect(digestKey('abc').toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it('shows no more than its last four characters', () => {
    expect(keyHint('hydra_live_abcdefghijklmnop')).toBe('hydra_live_…mnop');
  });
});

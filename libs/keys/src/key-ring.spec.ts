import { jest } from '@jest/globals';
import { HydraError } from '#contract';
import { digestKey, generateKey } from './api-key.js';
import { KeyRing } from './key-ring.js';
import type { KeyFinding, KeyOwner, KeyStore, KeyUse, LiveKey, RevokedKey } from './key-store.js';

const key = generateKey();
const used = { workspaceId: 7, keyId: '0190a000-0000-7000-8000-000000000001' };
const owner: LiveKey = {
  ...used,
  name: 'production',
  expiresAtMs: null,
  allowedAddresses: [],
  suspended: false,
  signingSecrets: [],
};
const revokedKey: RevokedKey = { ...used, revoked: true };
const from = { address: '203.0.113.7' };

/** Stands in for Postgres: answers each look-up with what the test says, and notes what was asked and written. */
function storeThat(answers: () => Promise<KeyFinding>) {
  const asked: string[] = [];
  const written: (readonly KeyUse[])[] = [];
  const store: KeyStore = {
    find: (digest) => {
      asked.push(digest.toString('hex'));
      return answers();
    },
    recordUses: async (uses) => void written.push(uses),
  };
  return { asked, written, store };
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof HydraError ? error.code : 'other'),
  );

describe('KeyRing', () => {
  it('looks a key up once, by its digest, however many ask at once and later', async () => {
    const { asked, store } = storeThat(async () => owner);
    const ring = new KeyRing(store);
    await Promise.all(Array.from({ length: 20 }, () => ring.authenticate(key, from)));
    expect(await ring.authenticate(key, from)).toEqual(owner);
    expect(asked).toEqual([digestKey(key).toString('hex')]);
  });

  it('refuses a mistyped key without a look-up', async () => {
    const { asked, store } = storeThat(async () => owner);
    expect(await codeOf(new KeyRing(store).authenticate(`${key.slice(0, -1)}-`, from))).toBe(
      'invalid_api_key',
    );
    expect(asked).toEqual([]);
  });

  it('tells a revoked key from an unknown one', async () => {
    const unknown = storeThat(async () => 'unknown');
    const revoked = storeThat(async () => revokedKey);
    expect(await codeOf(new KeyRing(unknown.store).authenticate(key, from))).toBe('invalid_api_key');
    expect(await codeOf(new KeyRing(revoked.store).authenticate(key, from))).toBe('revoked_api_key');
  });

  it('says storage_unavailable, never unknown, when the database fails, and asks again', async () => {
    let fails = true;
    const { store } = storeThat(async () => {
      if (fails) throw new Error('connect ECONNREFUSED');
      return owner;
    });
    const ring = new KeyRing(store);
    expect(await codeOf(ring.authenticate(key, from))).toBe('storage_unavailable');
    fails = false;
    expect(await ring.authenticate(key, from)).toEqual(owner);
  });

  it('does not remember a finding that was under way when it was told to forget', async () => {
    const answers: ((found: KeyFinding) => void)[] = [];
    const { asked, store } = storeThat(() => new Promise((done) => answers.push(done)));
    const ring = new KeyRing(store);
    const before = ring.find(key);
    ring.clear();
    const after = ring.find(key);
    answers[0]?.(owner);
    answers[1]?.(revokedKey);
    expect(await before).toEqual(owner);
    expect(await after).toBe(revokedKey);
    expect(await ring.find(key)).toBe(revokedKey);
    expect(asked).toHaveLength(2);
  });

  it('writes one use a key, however often it is used', async () => {
    const { written, store } = storeThat(async () => owner);
    const ring = new KeyRing(store);
    for (let i = 0; i < 100; i += 1) ring.touch(owner);
    await ring.flush();
    await ring.flush();
    expect(written).toEqual([[{ ...used, at: expect.any(Date) }]]);
  });

  it('keeps the uses that could not be written for the next time', async () => {
    const { written, store } = storeThat(async () => owner);
    let fails = true;
    const ring = new KeyRing({
      ...store,
      recordUses: async (uses) => {
        if (fails) throw new Error('connect ECONNREFUSED');
        await store.recordUses(uses);
      },
    });
    ring.touch(owner);
    await ring.flush();
    fails = false;
    await ring.flush();
    expect(written).toHaveLength(1);
  });

  it.each<[string, Partial<LiveKey> | RevokedKey]>([
    ['revoked_api_key', revokedKey],
    ['expired_api_key', { expiresAtMs: Date.now() - 1 }],
    ['address_not_allowed', { allowedAddresses: ['198.51.100.0/24'] }],
    ['workspace_suspended', { suspended: true }],
  ])('%s: refuses a key, and says first whose it is', async (code, refused) => {
    const { store } = storeThat(async () => ({ ...owner, ...refused }));
    const found: string[] = [];
    const told = { ...from, onFound: ({ keyId }: KeyOwner) => void found.push(keyId) };
    expect(await codeOf(new KeyRing(store).authenticate(key, told))).toBe(code);
    expect(found).toEqual([owner.keyId]);
  });

  it('lets a key expire that it remembers', async () => {
    const expiresAtMs = Date.now() + 30_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(expiresAtMs - 1);
    try {
      const { asked, store } = storeThat(async () => ({ ...owner, expiresAtMs }));
      const ring = new KeyRing(store);
      expect(await codeOf(ring.authenticate(key, from))).toBe('none');
      clock.mockReturnValue(expiresAtMs);
      expect(await codeOf(ring.authenticate(key, from))).toBe('expired_api_key');
      expect(asked).toHaveLength(1);
    } finally {
      clock.mockRestore();
    }
  });
});

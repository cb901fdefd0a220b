import { LRUCache } from 'lru-cache';
import { HydraError } from '#contract';
import { within } from '#database';
import { digestKey, isWellFormedKey } from './api-key.js';
import { isAllowedFrom } from './allowed-addresses.js';
import type { KeyFinding, KeyOwner, KeyStore, LiveKey, RevokedKey } from './key-store.js';
import { KeyUses } from './key-uses.js';

/** For how long a revoked key may still be taken by another process. */
const hitTtlMs = 60_000;
/** For how long a key that was created, or a workspace that was resumed, just now may still be refused. */
const missTtlMs = 5_000;
const entriesMax = 10_000;
/** Longer than one query may take: it covers the wait for a connection too. */
const lookUpTimeoutMs = 3_000;
const retryAfterSeconds = 2;

/**
 * Tells whose an API key is, mostly from memory: a hit is remembered for 60 s, a miss for 5 s. It holds digests, never
 * keys. Hits and misses are kept apart, so that a flood of made-up keys does not push out the real ones.
 */
export class KeyRing {
  private readonly hits = new LRUCache<string, LiveKey>({ max: entriesMax, ttl: hitTtlMs });
  private readonly misses = new LRUCache<string, RevokedKey | 'unknown'>({ max: entriesMax, ttl: missTtlMs });
  private readonly underWay = new Map<string, Promise<KeyFinding>>();
  private readonly uses: KeyUses;

  constructor(private readonly store: KeyStore) {
    this.uses = new KeyUses(store);
  }

  /**
   * Whose key this is, for somebody who may use it now and from this address.
   * @param onFound hears of the key before it is refused, so that a refusal too can be shown to its workspace
   * @throws HydraError invalid_api_key, revoked_api_key, expired_api_key, address_not_allowed, workspace_suspended;
   * storage_unavailable when the database does not say, for Segment throws away what gets a 401
   */
  async authenticate(
    key: string,
    { address, onFound }: { address: string; onFound?: (found: KeyOwner) => void },
  ): Promise<LiveKey> {
    const found = await this.find(key);
    if (found === 'unknown') throw new HydraError('invalid_api_key');
    onFound?.(found);
    if ('revoked' in found) throw new HydraError('revoked_api_key');
    if (found.expiresAtMs !== null && found.expiresAtMs <= Date.now())
      throw new HydraError('expired_api_key');
    if (!isAllowedFrom(address, found.allowedAddresses)) throw new HydraError('address_not_allowed');
    if (found.suspended) throw new HydraError('workspace_suspended');
    return found;
  }

  /**
   * What is known of a key. One that cannot be a key (mistyped, cut off) is unknown without a look-up.
   * @throws HydraError storage_unavailable
   */
  async find(key: string): Promise<KeyFinding> {
    if (!isWellFormedKey(key)) return 'unknown';
    const digest = digestKey(key);
    const id = digest.toString('hex');
    return this.hits.get(id) ?? this.misses.get(id) ?? this.underWay.get(id) ?? this.lookUpOnce(id, digest);
  }

  /** Notes that the key was used now; written to the database within a minute, or by flush(). */
  touch(owner: KeyOwner): void {
    this.uses.note(owner);
  }

  /** Writes which keys were used; for when the process stops. Never throws: it is no loss worth failing for. */
  flush(): Promise<void> {
    return this.uses.flush();
  }

  /** Forgets all findings, so that a key revoked by this process is refused at once. */
  clear(): void {
    this.hits.clear();
    this.misses.clear();
    this.underWay.clear();
  }

  private lookUpOnce(id: string, digest: Buffer): Promise<KeyFinding> {
    const lookUp = this.lookUp(digest)
      .then((found) => {
        // Once somebody cleared, what was under way may be older than the reason to clear.
        if (this.underWay.get(id) === lookUp) this.remember(id, found);
        return found;
      })
      .finally(() => {
        if (this.underWay.get(id) === lookUp) this.underWay.delete(id);
      });
    this.underWay.set(id, lookUp);
    return lookUp;
  }

  private remember(id: string, found: KeyFinding): void {
    if (found === 'unknown' || 'revoked' in found) this.misses.set(id, found);
    else this.hits.set(id, found, { ttl: found.suspended ? missTtlMs : hitTtlMs });
  }

  private async lookUp(digest: Buffer): Promise<KeyFinding> {
    try {
      return await within(lookUpTimeoutMs, 'Looking up a key', this.store.find(digest));
    } catch (cause) {
      throw new HydraError('storage_unavailable', { cause, retryAfterSeconds });
    }
  }
}

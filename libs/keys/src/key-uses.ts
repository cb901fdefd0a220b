import type { KeyOwner, KeyStore, KeyUse } from './key-store.js';

const writeEveryMs = 60_000;

/** Gathers which keys are used and writes it at most once a minute, however many requests there are. */
export class KeyUses {
  private readonly used = new Map<string, KeyUse>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly store: Pick<KeyStore, 'recordUses'>) {}

  /** Notes that a key was used now. */
  note({ workspaceId, keyId }: KeyOwner): void {
    this.used.set(keyId, { workspaceId, keyId, at: new Date() });
    this.timer ??= this.writeLater();
  }

  /** Writes what was gathered; what could not be written is kept for the next time. Never throws. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const uses = [...this.used.values()];
    if (uses.length === 0) return;
    this.used.clear();
    try {
      await this.store.recordUses(uses);
    } catch {
      for (const use of uses) {
        if (!this.used.has(use.keyId)) this.used.set(use.keyId, use);
      }
      this.timer ??= this.writeLater();
    }
  }

  private writeLater(): NodeJS.Timeout {
    return setTimeout(() => void this.flush(), writeEveryMs).unref();
  }
}

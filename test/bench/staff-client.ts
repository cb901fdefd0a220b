import { setTimeout as sleep } from 'node:timers/promises';
import type { HydraDatabase } from './system/hydra-database.js';

const answerMaxMs = 30_000;

/** A member of staff, signed in, who reads over the API. */
export class StaffClient {
  private constructor(
    private readonly base: string,
    private readonly cookie: string,
  ) {}

  static async signIn(port: number, { staff }: HydraDatabase): Promise<StaffClient> {
    const base = `http://127.0.0.1:${port}`;
    const response = await fetch(`${base}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: base },
      body: JSON.stringify(staff),
      signal: AbortSignal.timeout(answerMaxMs),
    });
    await response.text();
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';', 1)[0])
      .join('; ');
    if (!response.ok || cookie === '') throw new Error(`the sign-in was answered ${response.status}`);
    return new StaffClient(base, cookie);
  }

  /** The answer and how many milliseconds it took to arrive in full. Throws on anything but 200. */
  async get(path: string): Promise<{ readonly body: unknown; readonly ms: number }> {
    const startedAt = performance.now();
    const response = await fetch(this.base + path, {
      headers: { cookie: this.cookie },
      signal: AbortSignal.timeout(answerMaxMs),
    });
    const text = await response.text();
    const ms = performance.now() - startedAt;
    if (response.status !== 200) throw new Error(`GET ${path} was answered ${response.status}`);
    return { body: JSON.parse(text), ms };
  }

  /** Milliseconds of one reading after the other, with a short pause as between a person's clicks. */
  async time(paths: readonly string[]): Promise<number[]> {
    const times: number[] = [];
    for (const path of paths) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      times.push((await this.get(path)).ms);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await sleep(2);
    }
    return times;
  }
}

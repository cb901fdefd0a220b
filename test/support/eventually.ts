import { setTimeout as pause } from 'node:timers/promises';

const deadlineMsDefault = 45_000;
const intervalMs = 20;

/**
 * Waits for what has no event to wait for: looks again and again until there is something to return.
 * @param look returns undefined or false, or throws, as long as it is not so yet
 * @throws what `look` threw last, or that it did not become so, once the deadline has passed
 */
export async function eventually<Found>(
  what: string,
  look: () => Promise<Found | undefined | false> | Found | undefined | false,
  deadlineMs = deadlineMsDefault,
): Promise<Found> {
  const until = Date.now() + deadlineMs;
  for (;;) {
    let cause: unknown;
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > until) throw new Error(`Not so within ${deadlineMs} ms: ${what}`, { cause });
    await pause(intervalMs);
  }
}

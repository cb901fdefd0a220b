import { setImmediate } from 'node:timers/promises';

/** Some milliseconds of work at the most. */
const together = 50;

/**
 * Maps a long list, and lets others have a turn between: a chunk that is only being read must not keep waiting one that
 * holds rows locked, for which others wait too.
 */
export async function inTurns<From, To>(list: readonly From[], map: (one: From) => To): Promise<To[]> {
  const mapped: To[] = [];
  for (let at = 0; at < list.length; at += together) {
    // oxlint-disable-next-line no-await-in-loop -- this is the turn of the others
    if (at > 0) await setImmediate();
    for (const one of list.slice(at, at + together)) mapped.push(map(one));
  }
  return mapped;
}

/** A source of numbers in [0, 1) that is the same for the same seed (mulberry32). */
export type Random = () => number;

/** Makes a seeded source; two sources with one seed give the same numbers in the same order. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of the items, each as likely as the other. Throws on an empty list. */
export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('pick needs at least one item');
  return item;
}

/** `length` random hexadecimal digits. */
function randomHex(random: Random, length: number): string {
  let digits = '';
  while (digits.length < length) digits += Math.floor(random() * 16).toString(16);
  return digits;
}

/** A version 4 UUID from the source. */
export function randomUuid(random: Random): string {
  const variant = pick(random, ['8', '9', 'a', 'b']);
  return [8, 4, 3, 3, 12]
    .map((length, i) => (i === 2 ? '4' : i === 3 ? variant : '') + randomHex(random, length))
    .join('-');
}

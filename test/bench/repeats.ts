import { median } from './statistics.js';

/** Runs both after each other several times, so that whatever else the machine does meets both alike. */
export async function alternate<A, B>(
  times: number,
  first: (repeat: number) => Promise<A>,
  second: (repeat: number) => Promise<B>,
): Promise<{ readonly first: A; readonly second: B }[]> {
  const pairs: { readonly first: A; readonly second: B }[] = [];
  for (let repeat = 1; repeat <= times; repeat += 1) {
    // oxlint-disable-next-line no-await-in-loop -- measurements must not overlap
    pairs.push({ first: await first(repeat), second: await second(repeat) });
  }
  return pairs;
}

/** The median over the pairs of the first figure divided by the second. */
export function medianRatio(pairs: readonly { readonly first: number; readonly second: number }[]): number {
  return median(pairs.map(({ first, second }) => first / second));
}

/** Numbers that look random and are the same for the same seed, on every machine. */
export interface Random {
  /** From 0 up to, not including, 1. */
  number(): number;
  /** A whole number from min to max, both included. */
  whole(min: number, max: number): number;
  chance(probability: number): boolean;
  /** One of a list that is not empty. */
  pick<Item>(items: readonly Item[]): Item;
  /** One of a list that is not empty, likelier the more it weighs. */
  pickWeighted<Item>(items: readonly Item[], weightOf: (item: Item) => number): Item;
  /** Waiting time of a Poisson process with this mean. */
  wait(mean: number): number;
}

/** A source of random numbers for a seed. The generator is mulberry32; its seed is the text's FNV-1a hash. */
export function createRandom(seed: string): Random {
  let state = fnv1a(seed);
  const number = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (min: number, max: number): number => min + Math.floor(number() * (max - min + 1));
  const pickWeighted: Random['pickWeighted'] = (items, weightOf) => {
    let rest = number() * items.reduce((sum, item) => sum + weightOf(item), 0);
    for (const item of items) {
      rest -= weightOf(item);
      if (rest < 0) return item;
    }
    return lastOf(items);
  };
  return {
    number,
    whole,
    chance: (probability) => number() < probability,
    pick: (items) => pickWeighted(items, () => 1),
    pickWeighted,
    wait: (mean) => -Math.log(1 - number()) * mean,
  };
}

function lastOf<Item>(items: readonly Item[]): Item {
  const [last] = items.slice(-1);
  if (last === undefined) throw new RangeError('There is nothing to pick from.');
  return last;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash;
}

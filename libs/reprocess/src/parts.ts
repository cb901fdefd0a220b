/** Track events whose counts are compared together: what a worker holds in its memory at most, on the average. */
const tracksPerPart = 50_000;
const partsMax = 100_000;

/** In how many parts the identifiers of so many track events are compared. */
export const partsFor = (tracks: number): number =>
  Math.min(Math.max(Math.ceil(tracks / tracksPerPart), 1), partsMax);

const heads = 2 ** 32;

/**
 * The n-th of so many parts of all ids, from the first to the last. Ids are computed from hashes, so that the parts are
 * of about the same size.
 */
export function partOf(n: number, parts: number): { first: string; last: string } {
  return {
    first: `${hex(beginOf(n, parts))}-0000-0000-0000-000000000000`,
    last: `${hex(beginOf(n + 1, parts) - 1)}-ffff-ffff-ffff-ffffffffffff`,
  };
}

const beginOf = (n: number, parts: number): number => Math.floor((n * heads) / parts);

const hex = (head: number): string => head.toString(16).padStart(8, '0');

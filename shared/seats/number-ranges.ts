/** Ascending whole numbers as ranges, `[from, to, from, to …]`, both ends included: 100,000 in a row are two numbers. */
export type NumberRanges = readonly number[];

const pairs = (ranges: NumberRanges): readonly (readonly [number, number])[] =>
  Array.from({ length: ranges.length / 2 }, (_, n) => [ranges[2 * n] ?? 0, ranges[2 * n + 1] ?? 0] as const);

export const countOf = (ranges: NumberRanges): number =>
  pairs(ranges).reduce((sum, [from, to]) => sum + to - from + 1, 0);

/** `number` is larger than all that are there. */
export const withNext = (ranges: NumberRanges, number: number): NumberRanges =>
  ranges.at(-1) === number - 1 ? [...ranges.slice(0, -1), number] : [...ranges, number, number];

export const without = (ranges: NumberRanges, number: number): NumberRanges =>
  pairs(ranges).flatMap(([from, to]) => {
    if (number < from || number > to) return [from, to];
    return [...(number > from ? [from, number - 1] : []), ...(number < to ? [number + 1, to] : [])];
  });

/** How many are smaller; undefined for one that is not there. */
export const rankOf = (ranges: NumberRanges, number: number): number | undefined => {
  let before = 0;
  for (const [from, to] of pairs(ranges)) {
    if (number < from) return undefined;
    if (number <= to) return before + number - from;
    before += to - from + 1;
  }
  return undefined;
};

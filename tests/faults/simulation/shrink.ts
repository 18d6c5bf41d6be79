import type { History } from './history/history.ts';

const without = <T>(items: readonly T[], from: number, count: number): readonly T[] => [
  ...items.slice(0, from),
  ...items.slice(from + count),
];

/** Smaller and smaller pieces are left out, for as long as it still fails. */
const shrinkList = async <T>(
  items: readonly T[],
  fails: (items: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> => {
  let kept = items;
  for (let size = Math.max(1, kept.length >> 1); size >= 1; size >>= 1) {
    for (let from = 0; from < kept.length; ) {
      const fewer = without(kept, from, size);
      if (await fails(fewer)) kept = fewer;
      else from += size;
    }
  }
  return kept;
};

/** A history that still fails, with as few faults and commands as could be found. */
export const shrink = async (
  history: History,
  fails: (history: History) => Promise<boolean>,
): Promise<History> => {
  const faults = await shrinkList(history.faults, (some) => fails({ ...history, faults: some }));
  const commands = await shrinkList(history.commands, (some) =>
    fails({ ...history, faults, commands: some }),
  );
  return { ...history, faults, commands };
};

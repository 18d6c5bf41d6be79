import { check } from './check.ts';
import type { History } from './history/history.ts';
import { shrink } from './shrink.ts';

const mostTries = 150;

/** What to read after a failure: what is wrong, the smallest history found that shows it, and how to play it again. */
export const report = async (history: History, found: readonly string[]): Promise<string> => {
  let tries = 0;
  const smallest = await shrink(history, async (smaller) => {
    tries += 1;
    return tries <= mostTries && (await check(smaller)).found.length > 0;
  });
  return [
    '',
    ...found,
    '',
    `seed ${history.seed}, ${smallest.commands.length} commands and ${smallest.faults.length} faults after shrinking; play it again:`,
    `node tests/faults/simulation/replay.ts --log --history '${JSON.stringify(smallest)}'`,
  ].join('\n');
};

import { expect, it } from 'vitest';
import { check } from './check.ts';
import { everyNth } from './extent.ts';
import { randomHistory } from './history/random-history.ts';
import { report } from './report.ts';

const chunk = 25;

/** Random histories of the seeds from `first` on, some at a time. */
export const randomSuite = (first: number, count: number): void => {
  const begins = Array.from({ length: count / chunk / everyNth }, (_, n) => first + n * chunk);
  it.each(begins)(
    'all invariants hold after the histories from seed %i on',
    { timeout: 300_000 },
    async (begin) => {
      for (let seed = begin; seed < begin + chunk; seed++) {
        const history = randomHistory(seed);
        const { found } = await check(history);
        expect(found, found.length === 0 ? '' : await report(history, found)).toEqual([]);
      }
    },
  );
};

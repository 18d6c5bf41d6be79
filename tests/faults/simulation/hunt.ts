import { casesOf } from './cases.ts';
import { type Checked, check } from './check.ts';
import type { History } from './history/history.ts';
import { randomHistory } from './history/random-history.ts';
import { scenarios } from './history/scenarios.ts';
import type { Planted } from './world/instance.ts';
import { makePrng } from './world/prng.ts';

/** The harness's own histories, mixed: first each scenario undisturbed, then cases and random ones in turn. */
async function* histories(): AsyncIterable<History> {
  const all: History[] = [];
  for (const scenario of Object.values(scenarios)) {
    yield { ...scenario, faults: [] };
    for (const fault of await casesOf(scenario)) all.push({ ...scenario, faults: [fault] });
  }
  const prng = makePrng(1, 'hunt');
  for (let seed = 1; ; seed++) {
    yield prng.pick(all);
    yield randomHistory(seed);
  }
}

/** Looks for a planted bug in at most so many histories. */
export const hunt = async (
  bug: Planted,
  most: number,
): Promise<(Pick<Checked, 'found'> & { readonly histories: number }) | undefined> => {
  let count = 0;
  for await (const history of histories()) {
    count += 1;
    const { found } = await check(history, { planted: bug, hasty: true }).catch((error: unknown) => ({
      found: [`thrown: ${String(error)}`],
    }));
    if (found.length > 0) return { found, histories: count };
    if (count >= most) return undefined;
  }
  return undefined;
};

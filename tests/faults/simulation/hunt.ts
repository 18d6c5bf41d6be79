import { casesOf } from './cases.ts';
import { type Checked, check } from './check.ts';
import type { History } from './history/history.ts';
import { randomHistory } from './history/random-history.ts';
import { scenarios } from './history/scenarios.ts';
import type { PlantedBug } from './planted.ts';
import { makePrng } from './world/prng.ts';

/** The cases that a bug is looked for under, then everything mixed: cases and random histories in turn. */
async function* histories({ under }: PlantedBug): AsyncIterable<History> {
  const all: History[] = [];
  for (const [n, scenario] of Object.values(scenarios).entries()) {
    yield { ...scenario, faults: [] };
    for (const fault of await casesOf(scenario, 1)) {
      const history = { ...scenario, faults: [fault] };
      all.push(history);
      if (under?.scenario !== n || !under.kinds.includes(fault.kind)) continue;
      const row = Array.from({ length: under.inARow ?? 1 }, (_, k) => ({ ...fault, nth: fault.nth + k }));
      yield { ...history, faults: row };
    }
  }
  const prng = makePrng(1, 'hunt');
  for (let seed = 1; ; seed++) {
    yield prng.pick(all);
    yield randomHistory(seed);
  }
}

export interface Hunted extends Pick<Checked, 'found'> {
  readonly history: History;
  readonly histories: number;
}

/** Looks for a planted bug in at most so many histories. */
export const hunt = async (bug: PlantedBug, most: number): Promise<Hunted | undefined> => {
  let count = 0;
  for await (const history of histories(bug)) {
    count += 1;
    const { found } = await check(history, { planted: bug, hasty: true }).catch((error: unknown) => ({
      found: [`thrown: ${String(error)}`],
    }));
    if (found.length > 0) return { found, history, histories: count };
    if (count >= most) return undefined;
  }
  return undefined;
};

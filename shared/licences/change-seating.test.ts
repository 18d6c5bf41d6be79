import { expect, it } from 'vitest';
import { makeLicenceBench } from '../../tests/support/licence-bench.ts';
import { stale } from '../kernel/failures.ts';
import { err, ok } from '../kernel/result.ts';
import { makeChangeSeating } from './change-seating.ts';

/** `chance`: the random byte that spreads the pauses. */
const open = async (chance: number) => {
  const bench = makeLicenceBench();
  await bench.have();
  const slept: number[] = [];
  const changeSeating = makeChangeSeating({
    ...bench.stores,
    clock: bench.clock,
    sleep: async (ms) => void slept.push(ms),
    random: { id: () => '', bytes: () => Uint8Array.of(chance) },
  });
  return { ...bench, changeSeating, slept };
};

it.each([
  ['half', 0, 10],
  ['all', 128, 20],
  ['almost one and a half times', 255, 30],
])(
  'whoever comes too late waits a little longer each time, for %s of it by chance',
  async (_, chance, first) => {
    const { ctx, changeSeating, slept, book } = await open(chance);
    let late = 0;
    const answer = await changeSeating(
      ctx,
      async (seating) => ({ answer: seating.account.held, seating, commits: true }),
      async () => {
        if (late === 4) return ok(['e']);
        await book(++late);
        return err(stale);
      },
    );
    // The seating that it decides on at last is the newest.
    expect(answer).toEqual(ok({ answer: 4, etags: ['e'] }));
    expect(slept).toEqual([first, 2 * first, 3 * first, 4 * first]);
  },
);

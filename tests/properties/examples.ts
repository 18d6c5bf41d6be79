import type fc from 'fast-check';
import { vi } from 'vitest';

/**
 * Every run of the tests plays the same examples, so that whoever is told "failed" has broken something. Looking for new
 * ones is `npm run test:properties`, which draws seeds; `PROPERTY_SEED` is the one to play.
 *
 * `PROPERTY_RUNS_AT_MOST`: for each mutant a part of the runs has to do, and a mutant that is caught is caught: no time for
 * a smaller counterexample.
 */
const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_101);
const most = Number(process.env['PROPERTY_RUNS_AT_MOST'] ?? Number.POSITIVE_INFINITY);

vi.mock('fast-check', async (importOriginal) => {
  const { default: original } = await importOriginal<{ default: typeof fc }>();
  const assert = new Proxy(original.assert, {
    apply: (target, self, [property, options]: [unknown, fc.Parameters | undefined]) => {
      const numRuns = Math.min(options?.numRuns ?? 100, most);
      const endOnFailure = Number.isFinite(most);
      return Reflect.apply(target, self, [property, { endOnFailure, ...options, seed, numRuns }]);
    },
  });
  return { default: { ...original, assert } };
});

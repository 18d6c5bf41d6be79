import type fc from 'fast-check';
import { vi } from 'vitest';

/**
 * Properties in short: they are asked for each mutant, so a part of their runs has to do. A mutant that is caught is
 * caught, no time for a smaller counterexample; the same examples in every run, so that the score is the same too.
 */
const inShort = { endOnFailure: true, seed: 20_260_101 };
const mostRuns = 30;

vi.mock('fast-check', async (importOriginal) => {
  const { default: original } = await importOriginal<{ default: typeof fc }>();
  const assert = new Proxy(original.assert, {
    apply: (target, self, [property, options]: [unknown, fc.Parameters | undefined]) => {
      const numRuns = Math.min(options?.numRuns ?? 100, mostRuns);
      return Reflect.apply(target, self, [property, { ...options, ...inShort, numRuns }]);
    },
  });
  return { default: { ...original, assert } };
});

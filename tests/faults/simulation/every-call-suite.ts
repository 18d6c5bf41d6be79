import { describe, expect, it } from 'vitest';
import { casesOf } from './cases.ts';
import { check } from './check.ts';
import { costOf } from './faults/costs.ts';
import { scenarios } from './history/scenarios.ts';
import { report } from './report.ts';

/** Each kind of fault at each call of a scenario that it can meet, one fault a history. */
export const everyCallSuite = async (name: keyof typeof scenarios): Promise<void> => {
  const scenario = scenarios[name];
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const undisturbed = (await check({ ...scenario, faults: [] })).requests;
  const byKind = Map.groupBy(await casesOf(scenario), ({ kind }) => kind);
  describe(`${name}, with`, () => {
    it.each([...byKind])('%s at any call', { timeout: 300_000 }, async (_kind, faults) => {
      for (const fault of faults) {
        const history = { ...scenario, faults: [fault] };
        const { found, struck, requests } = await check(history, { hasty: true });
        expect(found, found.length === 0 ? '' : await report(history, found)).toEqual([]);
        expect(struck).toBe(1);
        const least = undisturbed[requests.length - 1] ?? 0;
        expect(requests.at(-1), `J: requests with ${JSON.stringify(fault)}`).toBeLessThanOrEqual(
          least * 1.2 + costOf(fault.kind),
        );
      }
    });
  });
};

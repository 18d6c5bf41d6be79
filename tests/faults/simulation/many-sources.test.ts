import { expect, it } from 'vitest';
import { casesOf } from './cases.ts';
import { check } from './check.ts';
import { everyNth } from './extent.ts';
import { manySources } from './history/scenarios.ts';
import { report } from './report.ts';

/** So far apart that each kind of fault meets one call. */
const everyKindOnce = 100_000;

it('[S5][S11] a share of three kinds of source is in every folder, without an echo of what imports wrote', async () => {
  expect((await check({ ...manySources, faults: [] })).found).toEqual([]);
});

it('[S5][S11] so it is after whatever Graph answers', { timeout: 300_000 }, async () => {
  const faults = (await casesOf(manySources, everyKindOnce)).filter(({ kind }) =>
    /^(graph|part|token)/.test(kind),
  );
  for (const fault of faults.filter((_, n) => n % everyNth === 0)) {
    const history = { ...manySources, faults: [fault] };
    const { found } = await check(history, { hasty: true });
    expect(found, found.length === 0 ? '' : await report(history, found)).toEqual([]);
  }
});

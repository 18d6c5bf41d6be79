import { expect, it } from 'vitest';
import type { Statement } from '../../../shared/billing/statement.ts';
import { readableRow } from '../../support/memory-tables/rows.ts';
import { casesOf } from './cases.ts';
import { check } from './check.ts';
import { everyNth } from './extent.ts';
import { play } from './history/play.ts';
import { monthEnds } from './history/scenarios.ts';
import { report } from './report.ts';

/** Each kind of fault meets every fifth call of those that it would. */
const apart = 5;

it('[L12] a month is closed by its midnight, by one statement, and a line of it is given back once', async () => {
  const { world } = await play({ ...monthEnds, faults: [] });
  const statements = world.journal.flatMap(({ key, after }) =>
    key.startsWith('statement|') ? (readableRow<Statement>(after) ?? []) : [],
  );
  world.close();
  const [month, ...corrections] = statements;
  // Whoever gives back all that is left may have been the first.
  expect(new Set(corrections.map(({ corrects }) => corrects?.sequence))).toEqual(new Set([1]));
  const back = corrections.reduce((sum, { net }) => sum - net, 0);
  expect(back).toBe(month?.lines[0]?.amount);
  expect((await check({ ...monthEnds, faults: [] })).found).toEqual([]);
});

it('[L12] so it is whatever happens to tables, queues, timers and processes meanwhile', {
  timeout: 300_000,
}, async () => {
  const faults = (await casesOf(monthEnds, apart)).filter(({ kind }) => !/^(graph|part|token)/.test(kind));
  expect(faults.length).toBeGreaterThan(20);
  for (const fault of faults.filter((_, n) => n % everyNth === 0)) {
    const history = { ...monthEnds, faults: [fault] };
    const { found } = await check(history, { hasty: true });
    expect(found, found.length === 0 ? '' : await report(history, found)).toEqual([]);
  }
});

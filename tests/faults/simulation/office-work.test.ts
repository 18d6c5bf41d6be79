import { expect, it } from 'vitest';
import { casesOf } from './cases.ts';
import { check } from './check.ts';
import { everyNth } from './extent.ts';
import { officeWork } from './history/office-work.ts';
import { play } from './history/play.ts';
import { report } from './report.ts';

/** So far apart that each kind of fault meets a few calls. */
const few = 24;
const kinds = /^(crash|answer-slow|frozen-beyond-lock|clock|table|vault|send|sent|dead-lettered)/;

it('[L6][L7][T5] contract, brand, seats and export are as everybody was told', async () => {
  const { world, truth } = await play({ ...officeWork, faults: [] });
  world.close();
  expect([...truth.seats].sort()).toEqual(['0/2', '0/3']);
  expect(truth.brands.get(0)).toEqual({ name: 'Marke 3', logoWidth: 64 });
  expect(truth.contracts.get(0)).toEqual({ isOver: true });
  expect((await check({ ...officeWork, faults: [] })).found).toEqual([]);
});

it('[L6][L7][T5] so they are whatever tables, queues, vault and processes do meanwhile', {
  timeout: 300_000,
}, async () => {
  const faults = (await casesOf(officeWork, few)).filter(({ kind }) => kinds.test(kind));
  expect(faults.length).toBeGreaterThan(30);
  for (const fault of faults.filter((_, n) => n % everyNth === 0)) {
    const history = { ...officeWork, faults: [fault] };
    const { found } = await check(history, { hasty: true });
    expect(found, found.length === 0 ? '' : await report(history, found)).toEqual([]);
  }
});

it('what a queue has given up is sent again by the operator, and then nothing is missing', async () => {
  for (let nth = 1; nth <= 6; nth++) {
    const faults = [0, 1, 2].map((more) => ({ kind: 'dead-lettered', nth: nth + more }));
    const { found } = await check({ ...officeWork, faults }, { hasty: true });
    expect(found).toEqual([]);
  }
  const { world, truth } = await play({ ...officeWork, faults: [{ kind: 'dead-lettered', nth: 1 }] });
  world.close();
  expect(truth.tended.size).toBe(1);
  expect(world.queues.deadLetters()).toEqual([]);
});

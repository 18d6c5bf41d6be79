import { expect, it } from 'vitest';
import { casesOf } from './cases.ts';
import { check } from './check.ts';
import { everyNth } from './extent.ts';
import { play } from './history/play.ts';
import { shopping } from './history/shopping.ts';
import { report } from './report.ts';

const kinds =
  /^(crash|slow|very-slow|answer-slow|frozen|clock|table|vault|google|apple|mail-uncertain|delivered|send-refused)/;
/** So far apart that each kind of fault meets a few calls. */
const few = 8;

it('[L5] what users have is what the stores last said, of whatever was told late, twice or out of order', async () => {
  const { world, truth } = await play({ ...shopping, faults: [] });
  expect(truth.handedIn.size).toBeGreaterThan(7);
  expect(
    world.mails.filter(({ subject }) => /Zahlung|Abbuchung|payment/i.test(subject)).length,
  ).toBeGreaterThan(0);
  world.close();
  expect((await check({ ...shopping, faults: [] })).found).toEqual([]);
});

it('[L5] so it is whatever stores, tables, vault and processes do meanwhile', {
  timeout: 300_000,
}, async () => {
  const faults = (await casesOf(shopping, few)).filter(({ kind }) => kinds.test(kind));
  expect(faults.length).toBeGreaterThan(60);
  for (const fault of faults.filter((_, n) => n % everyNth === 0)) {
    const history = { ...shopping, faults: [fault] };
    const { found } = await check(history, { hasty: true });
    expect(found, found.length === 0 ? '' : await report(history, found)).toEqual([]);
  }
});

import { expect, it } from 'vitest';
import { casesOf } from './cases.ts';
import { check } from './check.ts';
import { everyNth } from './extent.ts';
import { play } from './history/play.ts';
import { shopping } from './history/shopping.ts';
import { silentStores } from './history/silent-stores.ts';
import { findings } from './invariants/all.ts';
import { inStore } from './planting.ts';
import { report } from './report.ts';
import type { Planted } from './world/instance.ts';

const kinds =
  /^(crash|slow|very-slow|answer-slow|frozen|clock|table|vault|google|apple|mail-uncertain|delivered|send-refused)/;
/** So far apart that each kind of fault meets a few calls. */
const few = 16;
/** What falls upon one purchase at each of its calls is tried in shared/store-purchases/crash.test.ts. */
const fewer = 32;
const lookKinds = /^(crash|timer|google|apple)/;

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

/** What is wrong after the first night. */
const afterOneNight = async (planted?: Planted): Promise<readonly string[]> => {
  const played = await play(
    { ...silentStores, faults: [] },
    { isEnough: async () => true, ...(planted && { planted }) },
  );
  const found = await findings(played);
  played.world.close();
  return found;
};

it('[L5] what stores told in vain is known after the next night', async () => {
  expect(await afterOneNight()).toEqual([]);
});

it('[L5] and would not be if nobody looked', async () => {
  const found = await afterOneNight(inStore('dueLooks', () => ({ acrossTenants: async function* () {} })));
  expect(found).toHaveLength(5);
  for (const each of found) expect(each).toMatch(/^L: a purchase is what its store says/);
});

it('[L5] what stores told in vain is found whatever stores, timers and processes do meanwhile', {
  timeout: 300_000,
}, async () => {
  const faults = (await casesOf(silentStores, fewer)).filter(({ kind }) => lookKinds.test(kind));
  expect(faults.length).toBeGreaterThan(12);
  for (const fault of faults.filter((_, n) => n % everyNth === 0)) {
    const history = { ...silentStores, faults: [fault] };
    const { found } = await check(history, { hasty: true });
    expect(found, found.length === 0 ? '' : await report(history, found)).toEqual([]);
  }
});

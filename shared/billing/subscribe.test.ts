import { expect, it } from 'vitest';
import { makeBillingBench } from '../../tests/support/billing-bench.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { conflict } from '../kernel/failures.ts';
import { err } from '../kernel/result.ts';
import { outlookOf } from './outlook.ts';

const wanted = { plan: 'app-monthly', quantity: 4 } as const;
const open = async () => {
  const bench = makeBillingBench({ startsAt: '2026-02-28T23:00:00.000Z' });
  await bench.have();
  return bench;
};

it('[L1] the same command again, after its answer was lost, gives the same subscription back; another is refused', async () => {
  const bench = await open();
  const ctx = { ...bench.ctx, commandId: 'c1' };
  const made = await bench.subscribe(ctx, wanted);
  await bench.passUntil('2026-06-02T00:00:00.000Z');
  expect(succeeded(await bench.subscribe(ctx, wanted))).toMatchObject({
    id: succeeded(made).id,
    state: 'active',
  });
  expect(await bench.subscribe(bench.ctx, wanted)).toEqual(err(conflict('subscription-exists')));
  expect(await bench.charges()).toHaveLength(1);
});

it('[L2] there is one trial: who cancels in it and concludes anew, when it is over or in months, pays from that day on', async () => {
  const bench = await open();
  await bench.subscribe(bench.ctx, wanted);
  await bench.wish({ cancelled: true });
  expect(await bench.subscribe(bench.ctx, wanted)).toEqual(err(conflict('subscription-exists')));
  await bench.passUntil('2026-06-01T10:00:00.000Z');
  expect(succeeded(await bench.subscribe(bench.ctx, wanted))).toMatchObject({
    state: 'active',
    from: '2026-06-01',
    until: '2026-07-01',
  });
  await bench.wish({ cancelled: true });
  await bench.passUntil('2026-11-15T10:00:00.000Z');
  expect(succeeded(await bench.readBilling(bench.ctx)).subscriptions).toEqual([]);
  await bench.subscribe(bench.ctx, { plan: 'app-yearly', quantity: 1 });
  expect((await bench.charges()).map(({ from, until }) => [from, until])).toEqual([
    ['2026-06-01', '2026-07-01'],
    ['2026-11-15', '2027-11-15'],
  ]);
});

it('[L3] cancelled and taken back, in the trial and on the last day of a term: it goes on as if nothing had been', async () => {
  const bench = await open();
  const calm = await open();
  for (const { subscribe, ctx } of [bench, calm]) await subscribe({ ...ctx, commandId: 'c1' }, wanted);
  for (const at of ['2026-03-01T10:00:00.000Z', '2026-05-31T21:59:59.999Z', '2026-06-30T21:59:59.999Z']) {
    await bench.passUntil(at);
    await bench.wish({ cancelled: true });
    await bench.wish({ cancelled: false });
  }
  for (const each of [bench, calm]) await each.passUntil('2026-09-02T10:00:00.000Z');
  expect(await bench.charges()).toEqual(await calm.charges());
  expect(await bench.account()).toEqual(await calm.account());
});

it('[L1][L3] what comes next is told: the next charge, the end of what was cancelled, nothing after it', async () => {
  const bench = await open();
  const next = async () => {
    const [one] = succeeded(await bench.readBilling(bench.ctx)).subscriptions;
    return one && outlookOf(one);
  };
  await bench.subscribe(bench.ctx, wanted);
  expect(await next()).toMatchObject({ nextCharge: { on: '2026-06-01', amount: 996 } });
  await bench.wish({ plan: 'app-yearly', quantity: 2 });
  expect(await next()).toMatchObject({ nextCharge: { on: '2026-06-01', amount: 4980 } });
  await bench.wish({ cancelled: true });
  expect(await next()).toEqual({ endsOn: '2026-06-01' });
  await bench.passUntil('2026-06-01T10:00:00.000Z');
  expect(await next()).toEqual({});
});

it('[T6] a company that leaves, or is not set up, concludes nothing', async () => {
  const bench = await open();
  const departure = { requestedBy: 'x', requestedAt: bench.now() };
  await bench.changeTenant({ state: 'leaving', departure, erasedAfter: '2026-08-01T10:00:00.000Z' });
  expect(await bench.subscribe(bench.ctx, wanted)).toEqual(err(conflict('tenant-leaving')));
  const stranger = makeBillingBench();
  expect(await stranger.subscribe(stranger.ctx, wanted)).toEqual(err(conflict('tenant-not-ready')));
});

import { expect, test } from 'vitest';
import { makeBillingBench } from '../../tests/support/billing-bench.ts';
import { mailboxes } from '../../tests/support/licence-bench.ts';
import type { PlanId } from './catalogue.ts';

/** A company whose trial of the app was had: what it concludes is charged on the day. */
const open = async (timeZone: string, startsAt: string) => {
  const bench = makeBillingBench({ startsAt });
  await bench.have({ timeZone });
  await bench.stores.commit(bench.ctx, [
    bench.stores.billingAccounts.inserted(bench.ctx, {
      subscriptions: [],
      charges: [],
      trialsHad: ['app'],
      openFrom: startsAt.slice(0, 10),
      settledOn: startsAt.slice(0, 10),
      statements: 0,
    }),
  ]);
  return bench;
};

test.each<[string, string, string, PlanId, string, readonly string[]]>([
  [
    'the 31st',
    'Europe/Berlin',
    '2026-01-31T12:00:00.000Z',
    'app-monthly',
    '2026-06-01T12:00:00.000Z',
    ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'],
  ],
  [
    'the 31st before a leap day',
    'Europe/Berlin',
    '2027-12-31T12:00:00.000Z',
    'app-monthly',
    '2028-04-01T12:00:00.000Z',
    ['2027-12-31', '2028-01-31', '2028-02-29', '2028-03-31'],
  ],
  [
    'a leap day, by the year',
    'Europe/Berlin',
    '2028-02-29T12:00:00.000Z',
    'app-yearly',
    '2032-03-01T12:00:00.000Z',
    ['2028-02-29', '2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29'],
  ],
  [
    'the night in which Berlin loses an hour',
    'Europe/Berlin',
    '2027-02-28T12:00:00.000Z',
    'app-monthly',
    '2027-04-29T12:00:00.000Z',
    ['2027-02-28', '2027-03-28', '2027-04-28'],
  ],
  [
    'the night in which Berlin wins an hour',
    'Europe/Berlin',
    '2026-09-25T12:00:00.000Z',
    'app-monthly',
    '2026-11-26T12:00:00.000Z',
    ['2026-09-25', '2026-10-25', '2026-11-25'],
  ],
  [
    'a midnight that Santiago skips',
    'America/Santiago',
    '2026-08-06T15:00:00.000Z',
    'app-monthly',
    '2026-10-07T15:00:00.000Z',
    ['2026-08-06', '2026-09-06', '2026-10-06'],
  ],
  [
    'the first day of the next day in Kiritimati',
    'Pacific/Kiritimati',
    '2026-12-31T09:59:00.000Z',
    'app-monthly',
    '2027-03-01T00:00:00.000Z',
    ['2026-12-31', '2027-01-31', '2027-02-28'],
  ],
])('[L1][L12] terms from %s', async (_name, timeZone, startsAt, plan, until, expected) => {
  const bench = await open(timeZone, startsAt);
  const made = await bench.subscribe(bench.ctx, { plan, quantity: 3 });
  expect(made.ok).toBe(true);
  await bench.passUntil(until);
  const charges = await bench.charges();
  expect(charges.map(({ from }) => from)).toEqual(expected);
  for (const [n, charge] of charges.entries()) {
    expect(charge.until).toBe(charges[n + 1]?.from ?? charge.until);
    expect(charge.chargedOn).toBe(charge.from);
  }
  const statements = await bench.statements();
  expect(statements.map(({ sequence }) => sequence)).toEqual(statements.map((_each, n) => n + 1));
});

test.each([
  ['2027-03-31T22:00:00.000Z', '2027-03-10T12:00:00.000Z', 'Europe/Berlin', '2027-04-01'],
  ['2026-10-31T23:00:00.000Z', '2026-10-10T12:00:00.000Z', 'Europe/Berlin', '2026-11-01'],
  ['2026-12-31T23:00:00.000Z', '2026-12-10T12:00:00.000Z', 'Europe/Berlin', '2027-01-01'],
  ['2026-12-31T11:00:00.000Z', '2026-12-10T12:00:00.000Z', 'Pacific/Auckland', '2027-01-01'],
])('[L12] at %s a month is closed, at midnight of the company', async (at, startsAt, timeZone, issuedOn) => {
  const bench = await open(timeZone, startsAt);
  await bench.subscribe(bench.ctx, { plan: 'app-yearly', quantity: 1 });
  expect(await bench.due(at)).toEqual([at]);
  await bench.passUntil(at);
  expect(await bench.statements()).toMatchObject([{ issuedAt: at, issuedOn, period: { until: issuedOn } }]);
});

test('[L12] a company that moves to Auckland and back: no day is charged twice, none is skipped, and entries follow', async () => {
  const bench = await open('Europe/Berlin', '2026-03-10T08:00:00.000Z');
  await bench.subscribe(bench.ctx, { plan: 'app-monthly', quantity: 2 });
  await bench.passUntil('2026-04-08T12:00:00.000Z');
  // The tenth begins in Auckland half a day sooner; the entry is Berlin's, and a late settlement keeps the days.
  await bench.changeTenant({ timeZone: 'Pacific/Auckland' });
  await bench.passUntil('2026-04-09T22:00:00.000Z');
  expect((await bench.charges()).map(({ from }) => from)).toEqual(['2026-03-10', '2026-04-10']);
  expect(await bench.due('2026-04-30T23:59:00.000Z')).toEqual(['2026-04-30T12:00:00.000Z']);
  await bench.passUntil('2026-04-30T11:59:00.000Z');
  // Back, just before Auckland's midnight: in Berlin it is the 30th still for half a day.
  await bench.changeTenant({ timeZone: 'Europe/Berlin' });
  await bench.passUntil('2026-04-30T12:30:00.000Z');
  expect((await bench.statements()).map(({ period }) => period.until)).toEqual(['2026-04-01']);
  expect(await bench.due('2026-05-01T00:00:00.000Z')).toEqual(['2026-04-30T22:00:00.000Z']);
  await bench.passUntil('2026-06-11T00:00:00.000Z');
  expect((await bench.charges()).map(({ from, until }) => [from, until])).toEqual([
    ['2026-03-10', '2026-04-10'],
    ['2026-04-10', '2026-05-10'],
    ['2026-05-10', '2026-06-10'],
    ['2026-06-10', '2026-07-10'],
  ]);
  expect((await bench.statements()).map(({ period }) => period)).toEqual([
    { from: '2026-03-10', until: '2026-04-01' },
    { from: '2026-04-01', until: '2026-05-01' },
    { from: '2026-05-01', until: '2026-06-01' },
  ]);
});

test('[L12] back over the date line on the day of a charge: a day that was settled is not settled again', async () => {
  const bench = await open('Pacific/Auckland', '2026-03-31T10:00:00.000Z');
  await bench.subscribe(bench.ctx, { plan: 'app-monthly', quantity: 1 });
  await bench.passUntil('2026-04-29T12:30:00.000Z');
  expect(await bench.charges()).toHaveLength(2);
  await bench.changeTenant({ timeZone: 'Pacific/Honolulu' });
  await bench.settle();
  await bench.passUntil('2026-05-02T00:00:00.000Z');
  expect((await bench.charges()).map(({ chargedOn }) => chargedOn)).toEqual(['2026-03-31', '2026-04-30']);
});

test('[L10] the trial of mailboxes ends on a day, and licences that were booked before are charged from it', async () => {
  const bench = makeBillingBench({ startsAt: '2026-11-30T17:00:00.000Z' });
  await bench.have();
  await bench.setLicences(bench.ctx, () => true, { held: 8 });
  await bench.create('a', mailboxes(0, 8));
  await bench.passUntil('2027-04-02T00:00:00.000Z');
  // Three months later is 28 February at 18:00: that day is free.
  expect(await bench.charges()).toMatchObject([
    { reason: 'term', quantity: 8, from: '2027-03-01', until: '2027-04-01', amount: 792 },
    { reason: 'term', quantity: 8, from: '2027-04-01', until: '2027-05-01', amount: 792 },
  ]);
  expect(await bench.statements()).toMatchObject([{ net: 792, tax: 150, gross: 942 }]);
});

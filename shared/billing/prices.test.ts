import { expect, it } from 'vitest';
import { makeBillingBench } from '../../tests/support/billing-bench.ts';
import { advance } from './advance.ts';
import { catalogue } from './catalogue.ts';
import { changeQuantity, switchPlan } from './change-subscription.ts';
import { conclude, type TrialFor } from './conclude.ts';
import { makeListPlans } from './list-plans.ts';
import { addMonths } from './terms.ts';

/** Prices rise on 10 April: 2.49 to 2.99, 24.90 to 29.90; of mailboxes 0.99 to 1.09 and 1.49 to 1.79. */
const rising = <Plan extends object>(
  plan: Plan & { readonly prices: readonly [object] },
  amount: number,
) => ({
  ...plan,
  prices: [...plan.prices, { version: 2, validFrom: '2026-04-10', amount }] as const,
});
const plans = {
  'app-monthly': rising(catalogue['app-monthly'], 299),
  'app-yearly': rising(catalogue['app-yearly'], 2990),
  standard: rising(catalogue.standard, 109),
  premium: rising(catalogue.premium, 179),
} as unknown as typeof catalogue;

const concluded = (
  plan: keyof typeof catalogue,
  day: string,
  trial: TrialFor = { until: addMonths(day, 3) },
) => conclude(plans, { id: 's', plan, quantity: 10 }, trial, day).subscription;

const unitAmounts = (subscription: ReturnType<typeof concluded>, until: string) =>
  advance(plans, subscription, until).charges.map(({ from, unitAmount, amount }) => [
    from,
    unitAmount,
    amount,
  ]);

it('[L1] the first term costs what it cost when it was concluded, though the price rose in the trial; a renewal what it costs then', () => {
  expect(unitAmounts(concluded('app-monthly', '2026-03-01'), '2026-07-01')).toEqual([
    ['2026-06-01', 249, 2490],
    ['2026-07-01', 299, 2990],
  ]);
  expect(unitAmounts(concluded('app-yearly', '2026-04-09'), '2027-07-09')).toEqual([
    ['2026-07-09', 2490, 24_900],
    ['2027-07-09', 2990, 29_900],
  ]);
  expect(unitAmounts(concluded('app-monthly', '2026-04-10'), '2026-07-10')).toEqual([
    ['2026-07-10', 299, 2990],
  ]);
});

it('[L1] a renewal costs what it cost on its first day, however late it is reckoned', () => {
  const paid = concluded('app-monthly', '2026-01-10', 'none');
  expect(unitAmounts(paid, '2026-09-01').map(([, unit]) => unit)).toEqual([
    249, 249, 299, 299, 299, 299, 299,
  ]);
});

it('[L12] seats that are added cost what the term costs that they are added to', () => {
  const term = concluded('app-monthly', '2026-04-01', 'none');
  expect(changeQuantity(plans, term, 12, '2026-04-16').charges).toMatchObject([
    { quantity: 2, unitAmount: 249, proRata: { days: 15, of: 30 }, amount: 249 },
  ]);
  const { subscription } = advance(plans, term, '2026-05-16');
  expect(changeQuantity(plans, subscription, 12, '2026-05-16').charges).toMatchObject([{ unitAmount: 299 }]);
});

it('[L1] in a trial, switched to the other plan and back after a rise: the price of the conclusion stays', () => {
  const trial = concluded('app-monthly', '2026-03-01');
  const there = switchPlan(plans, trial, 'app-yearly', '2026-05-01').subscription;
  expect(unitAmounts(there, '2026-06-01')).toEqual([['2026-06-01', 2490, 24_900]]);
  expect(switchPlan(plans, there, 'app-monthly', '2026-05-02').subscription).toEqual(trial);
});

it('[L1] a dearer plan costs the difference of its price today to what was paid; from the renewal its price then', () => {
  const term = concluded('standard', '2026-04-01', 'none');
  const switched = switchPlan(plans, term, 'premium', '2026-04-16');
  expect(switched.charges).toMatchObject([
    { unitAmount: 179 - 99, quantity: 10, proRata: { days: 15, of: 30 }, amount: 400 },
  ]);
  expect(switchPlan(plans, term, 'premium', '2026-04-09').charges).toMatchObject([{ unitAmount: 149 - 99 }]);
  expect(unitAmounts(switched.subscription, '2026-05-01')).toEqual([['2026-05-01', 179, 1790]]);
  // Back, and there again: what is paid is not paid twice.
  const back = switchPlan(plans, switched.subscription, 'standard', '2026-04-17');
  expect([back.charges, unitAmounts(back.subscription, '2026-05-01')]).toEqual([
    [],
    [['2026-05-01', 109, 1090]],
  ]);
  const again = switchPlan(plans, back.subscription, 'premium', '2026-04-18');
  expect(again).toEqual({ subscription: switched.subscription, charges: [] });
});

it('[L1] between the months and the year: from the end of the term, withdrawn by the present plan, on the last day too', () => {
  const term = concluded('app-monthly', '2026-01-31', 'none');
  for (const day of ['2026-01-31', '2026-02-10', '2026-02-27']) {
    const { subscription, charges } = switchPlan(plans, term, 'app-yearly', day);
    expect(charges).toEqual([]);
    expect(switchPlan(plans, subscription, 'app-yearly', day)).toEqual({ subscription, charges: [] });
    expect(switchPlan(plans, subscription, 'app-monthly', day)).toEqual({ subscription: term, charges: [] });
    expect(unitAmounts(subscription, '2027-02-28')).toEqual([
      ['2026-02-28', 2490, 24_900],
      ['2027-02-28', 2990, 29_900],
    ]);
  }
});

it.each([
  ['Pacific/Auckland', '2026-04-09T11:59:59.000Z', 249],
  ['Pacific/Auckland', '2026-04-09T12:00:00.000Z', 299],
  ['Europe/Berlin', '2026-04-09T21:59:59.000Z', 249],
  ['Europe/Berlin', '2026-04-09T22:00:00.000Z', 299],
])(
  '[L1] in %s at %s the price that is shown is %i, by the day on which it would be concluded',
  async (timeZone, startsAt, amount) => {
    const bench = makeBillingBench({ startsAt });
    await bench.have({ timeZone });
    const [first] = await makeListPlans(bench.billing, plans)(bench.ctx);
    expect(first).toMatchObject({ plan: 'app-monthly', price: { amount } });
  },
);

it('[L1] prices of a plan are versions 1, 2, 3 …, one after the other, in whole cents', () => {
  for (const { prices } of Object.values(catalogue)) {
    const days = prices.map(({ validFrom }) => validFrom);
    expect(prices.map(({ version }) => version)).toEqual(prices.map((_each, n) => n + 1));
    expect(days).toEqual([...new Set(days)].toSorted());
    for (const { amount } of prices) expect(Number.isSafeInteger(amount) && amount > 0).toBe(true);
  }
});

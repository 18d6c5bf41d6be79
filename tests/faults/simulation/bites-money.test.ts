import { expect, it } from 'vitest';
import type { Stores } from '../../../functions/stores.ts';
import type { BillingAccount } from '../../../shared/billing/billing-account.ts';
import { addDays } from '../../../shared/billing/terms.ts';
import { ok } from '../../../shared/kernel/result.ts';
import { check } from './check.ts';
import type { Command, History } from './history/history.ts';
import type { Planted } from './world/instance.ts';

const hour = 3_600_000;

/** A company with one seat for a month, over the end of June, while a user buys for himself. */
const bought = (...commands: readonly Command[]): History => ({
  seed: 7,
  start: '2026-06-29T16:00:00.000Z',
  companies: 1,
  people: 3,
  subscribed: [{ plan: 'app-monthly', quantity: 1, state: 'active', endsAfterDays: 1 }],
  commands,
  faults: [],
});
const seat = (user: number): Command => ({ at: hour, act: { kind: 'take-seat', company: 0, user } });
const purchase: readonly Command[] = [
  { at: 0, act: { kind: 'buy', company: 0, user: 2, store: 'apple' } },
  { at: 0, act: { kind: 'buy', company: 0, user: 1, store: 'google' } },
  { at: hour, act: { kind: 'store-tells', company: 0, user: 2, what: 'will-not-renew' } },
];

const onStores = (change: (stores: Stores) => Partial<Stores>): Planted => ({
  stores: (stores) => ({ ...stores, ...change(stores) }),
});
const onSubscriptions = (
  change: (subscription: BillingAccount['subscriptions'][number]) => BillingAccount['subscriptions'][number],
): Planted =>
  onStores(({ billingAccounts }) => ({
    billingAccounts: {
      ...billingAccounts,
      get: async (ctx, id) => {
        const found = await billingAccounts.get(ctx, id);
        if (found === undefined) return undefined;
        return { ...found, value: { ...found.value, subscriptions: found.value.subscriptions.map(change) } };
      },
    },
  }));

const bugs: readonly (readonly [invariant: string, bug: string, history: History, planted: Planted])[] = [
  [
    'L: each term is charged once',
    'a term that is a day shorter than was paid',
    bought(),
    onSubscriptions(({ until = '', ...each }) => ({ ...each, until: addDays(until, -1) })),
  ],
  [
    'L: each term is charged once',
    'an entry of the index that is not put',
    bought(seat(0)),
    onStores(({ dueBilling }) => ({ dueBilling: { ...dueBilling, acrossTenants: async function* () {} } })),
  ],
  [
    'L: lines, taxes and totals',
    'a cent more',
    bought(),
    onStores(({ statements }) => ({
      statements: {
        ...statements,
        inserted: (ctx, statement) => statements.inserted(ctx, { ...statement, gross: statement.gross + 1 }),
      },
    })),
  ],
  [
    'D: nobody takes a seat',
    'a seat more than was bought',
    bought(seat(0), seat(1)),
    onSubscriptions((each) => ({ ...each, quantity: each.quantity + 1 })),
  ],
  [
    'L: a purchase is what its store says',
    'a notification that is answered and not noted',
    bought(...purchase),
    {
      ports: ({ appStores = {}, ...ports }) => ({
        ...ports,
        appStores: {
          ...appStores,
          ...(appStores.apple && {
            apple: { ...appStores.apple, readNotification: async () => ok(undefined) },
          }),
        },
      }),
    },
  ],
  [
    'H: no receipt in plain text',
    'a purchase token in the log',
    bought(...purchase),
    {
      ports: ({ appStores = {}, ...ports }) => ({
        ...ports,
        appStores: {
          ...appStores,
          ...(appStores.google && {
            google: {
              ...appStores.google,
              read: (token) => {
                ports.log('info', `asks for ${token}`);
                return appStores.google?.read(token) ?? Promise.reject(new Error('Google is there'));
              },
            },
          }),
        },
      }),
    },
  ],
];

it.each(bugs)('%s: %s', async (invariant, _bug, history, planted) => {
  const { found } = await check(history, { planted });
  expect(
    found.some((each) => each.startsWith(invariant)),
    found.join('\n'),
  ).toBe(true);
});

it('and nothing where there is no bug', async () => {
  expect((await check(bought(seat(0), seat(1), ...purchase))).found).toEqual([]);
});

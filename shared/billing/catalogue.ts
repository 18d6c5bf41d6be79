import * as z from 'zod';
import type { Cents } from './money.ts';
import type { Day, Term } from './terms.ts';

/**
 * [L1] What can be subscribed to. A new price is a new version at the end of the list, never a change of one: whoever has
 * concluded keeps his price until his next renewal. Net, in cents, for one seat or mailbox and one term.
 */
export const products = ['app', 'mailbox-sync'] as const;
export type Product = (typeof products)[number];

interface PlanOffered {
  readonly product: Product;
  readonly term: Term;
  /** Free months that come first [L2]; mailbox sync has a trial of its own, from the first import [L10]. */
  readonly trialMonths: number;
  readonly limits: { readonly runsPerDay?: number };
  /** In order of time. */
  readonly prices: readonly [PriceVersion, ...PriceVersion[]];
}

export interface PriceVersion {
  readonly version: number;
  readonly validFrom: Day;
  readonly amount: Cents;
}

export const currency = 'EUR';

const since2026 = (amount: Cents): [PriceVersion] => [{ version: 1, validFrom: '2026-01-01', amount }];

/** Names are kept with subscriptions: never rename or remove one. */
export const catalogue = {
  'app-monthly': { product: 'app', term: 'month', trialMonths: 3, limits: {}, prices: since2026(249) },
  'app-yearly': { product: 'app', term: 'year', trialMonths: 3, limits: {}, prices: since2026(2490) },
  standard: {
    product: 'mailbox-sync',
    term: 'month',
    trialMonths: 0,
    limits: { runsPerDay: 1 },
    prices: since2026(99),
  },
  premium: {
    product: 'mailbox-sync',
    term: 'month',
    trialMonths: 0,
    limits: { runsPerDay: 24 },
    prices: since2026(149),
  },
} as const satisfies Record<string, PlanOffered>;

export type PlanId = keyof typeof catalogue;
export const planIds = Object.keys(catalogue) as [PlanId, ...PlanId[]];
export const planIdSchema = z.enum(planIds);

export type Catalogue = Readonly<Record<PlanId, PlanOffered>>;

/** The price of a term that begins or is concluded on this day. */
export const priceOn = ({ prices }: PlanOffered, day: Day): PriceVersion =>
  prices.findLast(({ validFrom }) => validFrom <= day) ?? prices[0];

export const priceOf = ({ prices }: PlanOffered, version: number): PriceVersion => {
  const found = prices.find((price) => price.version === version);
  if (found === undefined) throw new Error(`the catalogue has lost the price version ${version}`);
  return found;
};

import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';
import { catalogue, type Product, products } from './catalogue.ts';
import { chargeSchema, type Subscription, subscriptionSchema } from './subscription.ts';

const day = z.iso.date();

/**
 * [L12] Everything that a company subscribes to and owes, in one row: what is charged, what is put on a statement and the
 * statement's number are decided in one commit, under one ETag.
 */
export const billingAccountSchema = z.strictObject({
  /** Running ones, at most one of a product, and those that ended since the last statement. */
  subscriptions: z.array(subscriptionSchema),
  /** Not yet on a statement, in order of time. */
  charges: z.array(chargeSchema),
  /** Products whose trial was had: there is one. */
  trialsHad: z.array(z.enum(products)),
  /** [L10] First day after the trial of mailbox sync, known from its first import on, and when its end was announced. */
  mailboxTrial: z.strictObject({ until: day, told: z.array(z.int()) }).optional(),
  /** First day of the period that no statement covers yet. */
  openFrom: day,
  /** The day up to which all of this is true. The clock of another instance does not lead behind it. */
  settledOn: day,
  /** How many statements were issued: the next one's number follows. */
  statements: z.int().min(0),
  /** The entry of the index by which the timer finds the account. */
  dueAt: z.string().optional(),
});

export type BillingAccount = z.infer<typeof billingAccountSchema>;

/** One per tenant. */
export type BillingAccountStore = EntityStore<BillingAccount>;
export const billingAccountId = 'self';

/** As many bookings as a period can have; each is a line of the statement. */
export const mostCharges = 200;

export const newBillingAccount = (today: string): BillingAccount => ({
  subscriptions: [],
  charges: [],
  trialsHad: [],
  openFrom: today,
  settledOn: today,
  statements: 0,
});

export const runningOf = (
  { subscriptions }: { readonly subscriptions: readonly Subscription[] },
  product: Product,
): Subscription | undefined =>
  subscriptions.find(({ state, plan }) => state !== 'ended' && catalogue[plan].product === product);

import { type BillingAccount, newBillingAccount } from '../../../../shared/billing/billing-account.ts';
import type { PlanId } from '../../../../shared/billing/catalogue.ts';
import { catalogue } from '../../../../shared/billing/catalogue.ts';
import { nextDay } from '../../../../shared/billing/settle.ts';
import {
  addDays,
  addMonths,
  dayAt,
  earlier,
  startOfDay,
  termStart,
} from '../../../../shared/billing/terms.ts';
import type { Change } from '../../../../shared/kernel/commit.ts';
import type { TenantContext } from '../../../../shared/kernel/tenant-context.ts';
import type { World } from '../world/world.ts';

export const appPlans = ['app-monthly', 'app-yearly'] as const satisfies readonly PlanId[];
export type AppPlan = (typeof appPlans)[number];

/** A company that has subscribed to the app before. */
export interface Subscribed {
  readonly plan: AppPlan;
  readonly quantity: number;
  readonly state: 'trial' | 'active';
  /** Days from the history's first one to the first that is not covered any more. */
  readonly endsAfterDays: number;
}

export const subscribedId = 'subscribed before';

const accountOf = (subscribed: Subscribed, now: number, timeZone: string): BillingAccount => {
  const { plan, quantity, state, endsAfterDays } = subscribed;
  const today = dayAt(now, timeZone);
  const { term, trialMonths } = catalogue[plan];
  const end = addDays(today, endsAfterDays);
  const from = addMonths(end, state === 'trial' ? -trialMonths : term === 'month' ? -1 : -12);
  // Not always `end`: a month before 31 March began on 28 February.
  const until = state === 'trial' ? addMonths(from, trialMonths) : termStart(from, term, 1);
  const of = { id: subscribedId, plan, quantity, state, priceVersion: 1, concludedOn: from, from, until };
  return {
    ...newBillingAccount(earlier(today, addDays(until, -1))),
    subscriptions: [{ ...of, anchor: from, term: 0, ...(state === 'trial' ? { told: [7, 1] } : {}) }],
    trialsHad: ['app'],
  };
};

/** Its account, to be kept with the company's first rows; the entry by which the timer finds it is put at once. */
export const subscribedBefore = async (
  world: World,
  ctx: TenantContext,
  subscribed: Subscribed,
  timeZone: string,
): Promise<readonly Change[]> => {
  const [instance] = world.instances();
  if (instance === undefined) return [];
  const account = accountOf(subscribed, world.timeline.now(), timeZone);
  const day = nextDay(account);
  if (day === undefined) return [instance.stores.billingAccounts.inserted(ctx, account)];
  const dueAt = startOfDay(day, timeZone);
  await instance.stores.dueBilling.put(ctx, dueAt);
  return [instance.stores.billingAccounts.inserted(ctx, { ...account, dueAt })];
};

import type { Plan } from '../licences/plans.ts';
import { advance } from './advance.ts';
import { type BillingAccount, runningOf } from './billing-account.ts';
import { catalogue } from './catalogue.ts';
import { changeQuantity, reactivate, switchPlan } from './change-subscription.ts';
import { conclude, type TrialFor } from './conclude.ts';
import { replaceSubscription } from './replace-subscription.ts';
import type { Day } from './terms.ts';

/** [L8][L12] What is held of mailbox sync, as its subscription has it; undefined where none was since the last statement. */
export const licencesOf = (
  account: Pick<BillingAccount, 'subscriptions'>,
): { readonly held: number; readonly plan: Plan } | undefined => {
  const found = account.subscriptions.findLast(({ plan }) => catalogue[plan].product === 'mailbox-sync');
  const running = runningOf(account, 'mailbox-sync') ?? found;
  if (running === undefined) return undefined;
  return { held: running.state === 'ended' ? 0 : running.quantity, plan: running.plan as Plan };
};

interface LicencesBooked {
  readonly held: number;
  readonly plan: Plan | undefined;
  /** Of a company that books anew and names no plan: the one that it had. */
  readonly before: Plan;
  readonly id: string;
}

/**
 * An account, settled, on which `held` licences are wanted, and `plan`, where one is named: else a switch that is to come stays.
 * More count at once, fewer from the end of the term that is paid, or at once in a trial. Whoever books takes a
 * cancellation back.
 */
export const bookLicences = (
  account: BillingAccount,
  { held, plan, before, id }: LicencesBooked,
): BillingAccount => {
  const today = account.settledOn;
  const running = runningOf(account, 'mailbox-sync');
  if (running === undefined) {
    if (held === 0) return account;
    const until = account.mailboxTrial?.until;
    const trial: TrialFor = until === undefined ? 'open' : until > today ? { until } : 'none';
    const wanted = { id, plan: plan ?? before, quantity: held };
    return replaceSubscription(account, conclude(catalogue, wanted, trial, today));
  }
  const sized = changeQuantity(catalogue, held === 0 ? running : reactivate(running), held, today);
  if (plan === undefined || sized.subscription.state === 'ended') return replaceSubscription(account, sized);
  const switched = switchPlan(catalogue, sized.subscription, plan, today);
  const charges = [...sized.charges, ...switched.charges];
  return replaceSubscription(account, { subscription: switched.subscription, charges });
};

/** What the end of the present term will change, and when; undefined where nothing. */
export const licencesLater = (
  account: Pick<BillingAccount, 'subscriptions'>,
): { readonly held: number; readonly plan: Plan; readonly on: Day } | undefined => {
  const running = runningOf(account, 'mailbox-sync');
  if (running?.until === undefined) return undefined;
  const { state, quantity, plan } = advance(catalogue, running, running.until).subscription;
  const held = state === 'ended' ? 0 : quantity;
  if (held === running.quantity && plan === running.plan) return undefined;
  return { held, plan: plan as Plan, on: running.until };
};

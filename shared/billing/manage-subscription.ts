import { type Conflict, conflict, type NotFound, notFound, type Stale, stale } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type BillingAccount, mostCharges } from './billing-account.ts';
import { catalogue, type PlanId } from './catalogue.ts';
import { type BillingDeps, type ChangeBilling, type OpenedBilling, openBilling } from './change-billing.ts';
import { cancel, changeQuantity, reactivate, switchPlan } from './change-subscription.ts';
import { replaceSubscription } from './replace-subscription.ts';
import type { Charge, Subscription } from './subscription.ts';

/** What is to be otherwise; what is absent stays. */
export interface Wish {
  readonly quantity?: number | undefined;
  readonly plan?: PlanId | undefined;
  readonly cancelled?: boolean | undefined;
}

/** A subscription as it is, or would be, and what the change costs at once. */
export interface Wished {
  readonly subscription: Subscription;
  readonly charges: readonly Charge[];
}

type Refusal = NotFound | Conflict | Stale;

/**
 * [L1][L3] Seats, plan, cancellation. `conflict`: `subscription-ended`; `other-product`, a plan of something else;
 * `booked-as-licences`, mailboxes are booked where they are counted; `tenant-leaving`; `too-many-bookings`.
 */
export const makeManageSubscription =
  (deps: { readonly changeBilling: ChangeBilling }) =>
  (
    ctx: TenantContext,
    id: string,
    allowed: (subscription: Subscription) => boolean,
    wish: Wish,
  ): Promise<Result<Wished, Refusal>> =>
    deps.changeBilling(ctx, (opened) => wished(opened, id, allowed, wish));

/** The same without doing it: shown before somebody confirms. */
export const makePreviewSubscription =
  (deps: BillingDeps) =>
  async (ctx: TenantContext, id: string, wish: Wish): Promise<Result<Wished, Refusal>> => {
    const opened: Result<OpenedBilling, Conflict> = await openBilling(deps, ctx);
    if (!opened.ok) return opened;
    const done = wished(opened.value, id, () => true, wish);
    return done.ok ? ok(done.value.answer) : done;
  };

const wished = (
  { tenant, settled: { account } }: OpenedBilling,
  id: string,
  allowed: (subscription: Subscription) => boolean,
  wish: Wish,
): Result<{ readonly account: BillingAccount; readonly answer: Wished }, Refusal> => {
  const before = account.subscriptions.find((each) => each.id === id);
  if (before === undefined) return err(notFound);
  if (!allowed(before)) return err(stale);
  if (tenant.state === 'leaving') return err(conflict('tenant-leaving'));
  const { product } = catalogue[before.plan];
  if (product === 'mailbox-sync') return err(conflict('booked-as-licences'));
  if (before.state === 'ended') return err(conflict('subscription-ended'));
  if (wish.plan !== undefined && catalogue[wish.plan].product !== product)
    return err(conflict('other-product'));
  const today = account.settledOn;
  const charges: Charge[] = [];
  let subscription = before;
  if (wish.cancelled === false) subscription = reactivate(subscription);
  if (wish.quantity !== undefined) {
    const sized = changeQuantity(catalogue, subscription, wish.quantity, today);
    subscription = sized.subscription;
    charges.push(...sized.charges);
  }
  if (wish.plan !== undefined && subscription.state !== 'ended') {
    const switched = switchPlan(catalogue, subscription, wish.plan, today);
    subscription = switched.subscription;
    charges.push(...switched.charges);
  }
  if (wish.cancelled === true) subscription = cancel(subscription, today);
  if (charges.length > 0 && account.charges.length >= mostCharges) return err(conflict('too-many-bookings'));
  return ok({
    account: replaceSubscription(account, { subscription, charges }),
    answer: { subscription, charges },
  });
};

import { moved } from '../kernel/transitions.ts';
import type { Advanced } from './advance.ts';
import { type Catalogue, type PlanId, priceOf, priceOn } from './catalogue.ts';
import { proRata } from './money.ts';
import { type Charge, type Subscription, subscriptionTransitions } from './subscription.ts';
import { type Day, daysBetween } from './terms.ts';

/**
 * What a customer may want of a running subscription that has been advanced to `today`. Wishing the same twice is wishing
 * it once.
 */

const unchanged = (subscription: Subscription): Advanced => ({ subscription, charges: [] });

/** `next` without what is undefined in it; absent where nothing is left. */
const withNext = (
  { next: _before, ...subscription }: Subscription,
  next: Subscription['next'],
): Subscription => ({
  ...subscription,
  ...(next?.plan === undefined && next?.quantity === undefined ? {} : { next }),
});

const laterPlan = (next: Subscription['next']) => (next?.plan === undefined ? {} : { plan: next.plan });
const laterQuantity = (next: Subscription['next']) =>
  next?.quantity === undefined ? {} : { quantity: next.quantity };

/** [L12] More at once, for the days that are left of the term; less from its end, as it is paid. In a trial both at once. */
export const changeQuantity = (
  catalogue: Catalogue,
  subscription: Subscription,
  quantity: number,
  today: Day,
): Advanced => {
  const { next } = subscription;
  if (subscription.state === 'trial') {
    const changed = withNext({ ...subscription, quantity }, laterPlan(next));
    // Nobody knows when an open trial ends: there is no end to wait for.
    if (quantity > 0 || subscription.until !== undefined) return unchanged(changed);
    return unchanged(moved(subscriptionTransitions, { ...changed, until: today }, 'ended'));
  }
  if (quantity < subscription.quantity)
    return unchanged(withNext(subscription, { ...laterPlan(next), quantity }));
  const more = quantity - subscription.quantity;
  const grown = withNext({ ...subscription, quantity }, laterPlan(next));
  if (more === 0) return unchanged(grown);
  const unitAmount = priceOf(catalogue[subscription.plan], subscription.priceVersion).amount;
  return {
    subscription: grown,
    charges: [partCharge(grown, { reason: 'added', quantity: more, unitAmount }, today)],
  };
};

/**
 * [L1] Another plan of the same product: from the end of the term. In a trial, which is free, and to a dearer plan of the same
 * length, for the difference, at once. The present plan withdraws a switch that is to come.
 */
export const switchPlan = (
  catalogue: Catalogue,
  subscription: Subscription,
  plan: PlanId,
  today: Day,
): Advanced => {
  const { next } = subscription;
  const stays = withNext(subscription, laterQuantity(next));
  if (plan === subscription.plan) return unchanged(stays);
  if (subscription.state === 'trial') {
    // At the prices of its conclusion: there and back again changes nothing.
    const { version } = priceOn(catalogue[plan], subscription.concludedOn);
    return unchanged({ ...stays, plan, priceVersion: version });
  }
  const price = priceOn(catalogue[plan], today);
  const before = priceOf(catalogue[subscription.plan], subscription.priceVersion);
  const dearer = price.amount - before.amount;
  if (catalogue[plan].term !== catalogue[subscription.plan].term || dearer <= 0)
    return unchanged(withNext(subscription, { ...laterQuantity(next), plan }));
  const switched = { ...stays, plan, priceVersion: price.version };
  const unit = { reason: 'upgraded', quantity: switched.quantity, unitAmount: dearer } as const;
  return { subscription: switched, charges: [partCharge(switched, unit, today)] };
};

/** [L3] Use goes on to the end of the term that is paid, or of the trial, which then costs nothing. */
export const cancel = (subscription: Subscription, today: Day): Subscription => {
  if (subscription.cancelledOn !== undefined) return subscription;
  const cancelled = { ...subscription, cancelledOn: today };
  if (subscription.until !== undefined) return cancelled;
  return moved(subscriptionTransitions, { ...cancelled, until: today }, 'ended');
};

/** Takes a cancellation back. */
export const reactivate = ({ cancelledOn: _taken, ...subscription }: Subscription): Subscription =>
  subscription;

/** From today to the end of the term. */
const partCharge = (
  { id, plan, priceVersion, from, until = from }: Subscription,
  { reason, quantity, unitAmount }: Pick<Charge, 'reason' | 'quantity' | 'unitAmount'>,
  today: Day,
): Charge => {
  const days = daysBetween(today, until);
  const of = daysBetween(from, until);
  return {
    subscriptionId: id,
    reason,
    plan,
    priceVersion,
    quantity,
    unitAmount,
    from: today,
    until,
    ...(days === of ? {} : { proRata: { days, of } }),
    amount: proRata(unitAmount * quantity, days, of),
    chargedOn: today,
  };
};

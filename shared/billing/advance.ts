import { moved } from '../kernel/transitions.ts';
import { type Catalogue, priceOf, priceOn } from './catalogue.ts';
import { type Charge, type Subscription, subscriptionTransitions } from './subscription.ts';
import { type Day, termStart } from './terms.ts';

export interface Advanced {
  readonly subscription: Subscription;
  /** In order of time. */
  readonly charges: readonly Charge[];
}

/**
 * [L2][L3] A subscription as it stands on a day: trials and terms that ended until then have made room for the next, each of
 * which is charged on its first day. Pure; whoever advances twice advances once.
 */
export const advance = (catalogue: Catalogue, subscription: Subscription, today: Day): Advanced => {
  let present = subscription;
  const charges: Charge[] = [];
  while (present.state !== 'ended' && present.until !== undefined && present.until <= today) {
    present = nextTerm(catalogue, present, present.until);
    if (present.state === 'active') charges.push(termCharge(catalogue, present));
  }
  return { subscription: present, charges };
};

/** The whole term that has begun. */
export const termCharge = (
  catalogue: Catalogue,
  { id, plan, priceVersion, quantity, from, until }: Subscription,
): Charge => {
  const unitAmount = priceOf(catalogue[plan], priceVersion).amount;
  return {
    subscriptionId: id,
    reason: 'term',
    plan,
    priceVersion,
    quantity,
    unitAmount,
    from,
    until: until ?? from,
    amount: unitAmount * quantity,
    chargedOn: from,
  };
};

const nextTerm = (catalogue: Catalogue, ending: Subscription, from: Day): Subscription => {
  const { next = {}, told: _told, ...kept } = ending;
  const quantity = next.quantity ?? kept.quantity;
  if (kept.cancelledOn !== undefined || quantity === 0) return moved(subscriptionTransitions, kept, 'ended');
  const plan = next.plan ?? kept.plan;
  const { term } = catalogue[plan];
  // Terms of another length, and the first after a trial, are counted from here.
  const goesOn = kept.state === 'active' && catalogue[kept.plan].term === term;
  const anchor = goesOn ? kept.anchor : from;
  const n = goesOn ? kept.term + 1 : 0;
  // The first paid term costs what it cost when it was concluded; a renewal, or another plan, what it costs now.
  const isFirst = kept.state === 'trial' && plan === kept.plan;
  return moved(
    subscriptionTransitions,
    {
      ...kept,
      plan,
      quantity,
      priceVersion: isFirst ? kept.priceVersion : priceOn(catalogue[plan], from).version,
      anchor,
      term: n,
      from,
      until: termStart(anchor, term, n + 1),
    },
    'active',
  );
};

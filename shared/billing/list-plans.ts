import type { Clock } from '../kernel/clock.ts';
import { catalogue, type PlanId, type PriceVersion, planIds, priceOn } from './catalogue.ts';
import { dayAt } from './terms.ts';

/** [L1] What can be concluded today. Prices change at the midnight of the operator's country. */
export const makeListPlans =
  ({ clock }: { readonly clock: Clock }) =>
  (): readonly { readonly plan: PlanId; readonly price: PriceVersion }[] => {
    const today = dayAt(clock.now(), 'Europe/Berlin');
    return planIds.map((plan) => ({ plan, price: priceOn(catalogue[plan], today) }));
  };

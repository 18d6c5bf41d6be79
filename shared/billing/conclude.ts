import type { Advanced } from './advance.ts';
import { termCharge } from './advance.ts';
import { type Catalogue, type PlanId, priceOn } from './catalogue.ts';
import type { Subscription } from './subscription.ts';
import { type Day, termStart } from './terms.ts';

/** `none`: the trial is over, or was had before. `open`: it runs, and nobody knows yet how long. */
export type TrialFor = { readonly until: Day } | 'open' | 'none';

/** [L2] A new subscription; without a trial its first term begins, and is charged, today. */
export const conclude = (
  catalogue: Catalogue,
  wanted: { readonly id: string; readonly plan: PlanId; readonly quantity: number },
  trial: TrialFor,
  today: Day,
): Advanced => {
  const { term } = catalogue[wanted.plan];
  const begun: Subscription = {
    ...wanted,
    priceVersion: priceOn(catalogue[wanted.plan], today).version,
    state: trial === 'none' ? 'active' : 'trial',
    concludedOn: today,
    from: today,
    ...(trial === 'open' ? {} : { until: trial === 'none' ? termStart(today, term, 1) : trial.until }),
    anchor: today,
    term: 0,
  };
  return { subscription: begun, charges: trial === 'none' ? [termCharge(catalogue, begun)] : [] };
};

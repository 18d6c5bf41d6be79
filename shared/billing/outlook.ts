import { advance } from './advance.ts';
import { catalogue } from './catalogue.ts';
import type { Cents } from './money.ts';
import type { Charge, Subscription } from './subscription.ts';
import type { Day } from './terms.ts';

/** What comes next if nobody changes anything. */
export interface Outlook {
  /** The subscription ends on this day. */
  readonly endsOn?: Day;
  readonly nextCharge?: { readonly on: Day; readonly amount: Cents; readonly charge: Charge };
}

/** [L1][L3] Shown before something is confirmed, and ever after. */
export const outlookOf = (subscription: Subscription): Outlook => {
  const { state, until } = subscription;
  if (state === 'ended' || until === undefined) return {};
  const [charge] = advance(catalogue, subscription, until).charges;
  return charge === undefined
    ? { endsOn: until }
    : { nextCharge: { on: until, amount: charge.amount, charge } };
};

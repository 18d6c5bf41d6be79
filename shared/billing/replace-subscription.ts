import type { Advanced } from './advance.ts';
import type { BillingAccount } from './billing-account.ts';

/** The account with a subscription as it has become, or a new one, and what that costs. */
export const replaceSubscription = (
  account: BillingAccount,
  { subscription, charges }: Advanced,
): BillingAccount => ({
  ...account,
  subscriptions: account.subscriptions.some(({ id }) => id === subscription.id)
    ? account.subscriptions.map((each) => (each.id === subscription.id ? subscription : each))
    : [...account.subscriptions, subscription],
  charges: [...account.charges, ...charges],
});

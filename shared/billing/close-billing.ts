import type { TenantContext } from '../kernel/tenant-context.ts';
import { billingAccountId } from './billing-account.ts';
import { type BillingDeps, billingChanges, openBilling } from './change-billing.ts';

/**
 * [L12][T6] The last statement of a company that is about to be erased, to be kept in the commit that begins it. Of one that
 * asked to leave it was issued when it asked; of one that lost its consent what was charged since the last month's end is on it.
 */
export const makeCloseBilling = (deps: BillingDeps) => async (ctx: TenantContext) => {
  const stored = await deps.billingAccounts.get(ctx, billingAccountId);
  const opened = stored === undefined ? undefined : await openBilling(deps, ctx, { last: true });
  if (opened?.ok !== true) return { changes: [], messages: [] };
  return billingChanges(deps, ctx, opened.value, { account: opened.value.settled.account });
};

import type { Conflict } from '../kernel/failures.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type BillingDeps, openBilling } from './change-billing.ts';
import type { Charge, Subscription } from './subscription.ts';

/** What a company subscribes to at this moment, and what the next statement will hold so far. */
export const makeReadBilling =
  (deps: BillingDeps) =>
  async (
    ctx: TenantContext,
  ): Promise<
    Result<{ readonly subscriptions: readonly Subscription[]; readonly charges: readonly Charge[] }, Conflict>
  > => {
    const opened = await openBilling(deps, ctx);
    if (!opened.ok) return opened;
    const { subscriptions, charges } = opened.value.settled.account;
    return ok({ subscriptions, charges });
  };

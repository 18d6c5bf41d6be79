import { type Conflict, conflict } from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { mostCharges, runningOf } from './billing-account.ts';
import { catalogue, type PlanId } from './catalogue.ts';
import type { ChangeBilling } from './change-billing.ts';
import { conclude } from './conclude.ts';
import { replaceSubscription } from './replace-subscription.ts';
import type { Subscription } from './subscription.ts';
import { addMonths } from './terms.ts';

/**
 * [L2] A company concludes a subscription of the app. The first of a company begins with its trial. `conflict`:
 * `tenant-leaving`; `subscription-exists`, whose seats can be changed; `too-many-bookings`, more than a statement holds.
 */
export const makeSubscribe =
  (deps: { readonly changeBilling: ChangeBilling; readonly random: Random }) =>
  async (
    ctx: TenantContext,
    wanted: { readonly plan: PlanId; readonly quantity: number },
  ): Promise<Result<Subscription, Conflict>> => {
    const id = ctx.commandId ?? deps.random.id();
    return deps.changeBilling(ctx, ({ tenant, settled: { account } }): Result<Kept, Conflict> => {
      // The same command again, after its answer was lost.
      const made = account.subscriptions.find((each) => each.id === id);
      if (made !== undefined) return ok({ account, answer: made });
      if (tenant.state === 'leaving') return err(conflict('tenant-leaving'));
      if (runningOf(account, 'app') !== undefined) return err(conflict('subscription-exists'));
      if (account.charges.length >= mostCharges) return err(conflict('too-many-bookings'));
      const today = account.settledOn;
      const { trialMonths } = catalogue[wanted.plan];
      const trial = account.trialsHad.includes('app')
        ? ('none' as const)
        : { until: addMonths(today, trialMonths) };
      const concluded = conclude(catalogue, { ...wanted, id }, trial, today);
      const trialsHad = [...new Set([...account.trialsHad, 'app' as const])];
      return ok({
        account: { ...replaceSubscription(account, concluded), trialsHad },
        answer: concluded.subscription,
      });
    });
  };

interface Kept {
  readonly account: Parameters<typeof replaceSubscription>[0];
  readonly answer: Subscription;
}

import type { Clock } from '../kernel/clock.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import type { Seating } from './seating.ts';
import { trialFrom } from './trial.ts';

export interface BeginTrialDeps {
  readonly tenants: TenantStore;
  readonly clock: Clock;
}

/** [L10] The seating with its trial begun, if it never was; to be kept in the commit that makes the first import. */
export const makeBeginTrial =
  ({ tenants, clock }: BeginTrialDeps) =>
  async (ctx: TenantContext, seating: Seating): Promise<Seating> => {
    if (seating.account.trial !== undefined) return seating;
    const tenant = await tenants.get(ctx, tenantEntityId);
    const trial = trialFrom(clock.now(), tenant?.value.timeZone ?? 'Europe/Berlin');
    return { ...seating, account: { ...seating.account, trial } };
  };

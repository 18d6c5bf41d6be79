import type { Clock } from '../kernel/clock.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import { catalogue, type PlanId, type PriceVersion, planIds, priceOn } from './catalogue.ts';
import { dayAt } from './terms.ts';

/** [L1] What the company can conclude today, by its own calendar as whatever it concludes: at the price that it sees. */
export const makeListPlans =
  ({ clock, tenants }: { readonly clock: Clock; readonly tenants: TenantStore }, plans = catalogue) =>
  async (ctx: TenantContext): Promise<readonly { readonly plan: PlanId; readonly price: PriceVersion }[]> => {
    const timeZone = (await tenants.get(ctx, tenantEntityId))?.value.timeZone ?? 'Europe/Berlin';
    const today = dayAt(clock.now(), timeZone);
    return planIds.map((plan) => ({ plan, price: priceOn(plans[plan], today) }));
  };

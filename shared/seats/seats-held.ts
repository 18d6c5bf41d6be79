import { advance } from '../billing/advance.ts';
import { type BillingAccountStore, billingAccountId } from '../billing/billing-account.ts';
import { catalogue } from '../billing/catalogue.ts';
import { dayAt, startOfDay } from '../billing/terms.ts';
import type { Clock } from '../kernel/clock.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';

/** Seats of the app that a company has bought, as of now. */
export type SeatsBought =
  /** `until`, RFC 3339: the end of the trial or term; it may go on after it. */
  | { readonly state: 'running'; readonly quantity: number; readonly until: string }
  | { readonly state: 'none' | 'ended' };

export type SeatsHeld = (ctx: TenantContext) => Promise<SeatsBought>;

/** [L4] As time has made of the account, whether or not the timer has been there. */
export const makeSeatsHeld =
  (deps: {
    readonly billingAccounts: BillingAccountStore;
    readonly tenants: TenantStore;
    readonly clock: Clock;
  }): SeatsHeld =>
  async (ctx) => {
    const account = (await deps.billingAccounts.get(ctx, billingAccountId))?.value;
    const stored = account?.subscriptions.findLast(({ plan }) => catalogue[plan].product === 'app');
    if (account === undefined || stored === undefined) {
      return { state: account?.trialsHad.includes('app') === true ? 'ended' : 'none' };
    }
    const timeZone = (await deps.tenants.get(ctx, tenantEntityId))?.value.timeZone ?? 'Europe/Berlin';
    const today = dayAt(deps.clock.now(), timeZone);
    const { state, quantity, until } = advance(catalogue, stored, today).subscription;
    // The app's trial has an end from its beginning.
    if (state === 'ended' || until === undefined) return { state: 'ended' };
    return { state: 'running', quantity, until: startOfDay(until, timeZone) };
  };

import type { AppEntitlement, MayUseApp } from '../entitlements/app-entitlement.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { endOf, isRunning, purchaseAt } from './advance-purchase.ts';
import { type Purchase, type PurchaseStore, purchasesOf } from './purchase.ts';

export interface ReadPurchasesDeps {
  readonly purchases: PurchaseStore;
  readonly clock: Clock;
}

/** All that a user has bought, as it stands now, what lasts longest first. */
export const makeReadPurchases =
  ({ purchases, clock }: ReadPurchasesDeps) =>
  async (ctx: TenantContext, userId: string): Promise<readonly Purchase[]> => {
    const now = clock.now();
    const found: Purchase[] = [];
    for await (const { value } of purchases.all(ctx, purchasesOf(userId))) found.push(purchaseAt(value, now));
    return found.toSorted((a, b) => endOf(b) - endOf(a));
  };

export type ReadPurchases = ReturnType<typeof makeReadPurchases>;

/** [L4] Whom a store's subscription entitles: its buyer, until what is paid, tried or granted as grace has ended. */
export const makeStoreEntitlement =
  (readPurchases: ReadPurchases): MayUseApp =>
  async (ctx, userId): Promise<AppEntitlement> => {
    const all = await readPurchases(ctx, userId);
    const running = all.find(isRunning);
    if (running !== undefined) return { entitled: true, until: toIso(endOf(running)) };
    return { entitled: false, reason: all.length === 0 ? 'none' : 'ended' };
  };

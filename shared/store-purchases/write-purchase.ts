import { type Clock, toIso } from '../kernel/clock.ts';
import type { Change, Commit, Versioned } from '../kernel/commit.ts';
import type { Message } from '../kernel/messages.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { DueLooks } from './due-looks.ts';
import { nextLook } from './next-look.ts';
import type { Purchase, PurchaseStore } from './purchase.ts';
import { type AppStores, canBeAsked } from './stores.ts';

export interface WritePurchaseDeps {
  readonly stores: AppStores;
  readonly purchases: PurchaseStore;
  readonly dueLooks: DueLooks;
  readonly commit: Commit;
  readonly clock: Clock;
}

export interface WrittenWith {
  readonly changes?: readonly Change[];
  readonly messages?: readonly Message[];
  /** Epoch ms; unless told it follows from the purchase. */
  readonly lookAt?: number;
}

/**
 * Every write of a purchase: with it stands when its store is asked next, and the entry that a timer finds it by. The entry of the
 * time before stays until the timer comes to it: removed here, it could be gone after another write has named that time again.
 * False: somebody else has written the purchase since it was read.
 */
export const makeWritePurchase =
  ({ stores, purchases, dueLooks, commit, clock }: WritePurchaseDeps) =>
  async (
    ctx: TenantContext,
    stored: Versioned<Purchase> | undefined,
    purchase: Purchase,
    { changes = [], messages, ...more }: WrittenWith = {},
  ): Promise<boolean> => {
    const { lookAt: _former, ...rest } = purchase;
    const lookAt = canBeAsked(stores, purchase.store)
      ? (more.lookAt ?? nextLook(rest, clock.now()))
      : undefined;
    const next: Purchase = lookAt === undefined ? rest : { ...rest, lookAt };
    const before = stored?.value.lookAt;
    if (lookAt !== undefined && lookAt !== before) await dueLooks.put(ctx, next, toIso(lookAt));
    const change =
      stored === undefined ? purchases.inserted(ctx, next) : purchases.replaced(ctx, stored.etag, next);
    return (await commit(ctx, [change, ...changes], messages)).ok;
  };

export type WritePurchase = ReturnType<typeof makeWritePurchase>;

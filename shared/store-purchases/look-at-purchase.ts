import { type Clock, fromIso } from '../kernel/clock.ts';
import type { Random } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import { systemContext, type TenantContext } from '../kernel/tenant-context.ts';
import type { AskStore } from './ask-store.ts';
import type { DueLook, DueLooks } from './due-looks.ts';
import { type PurchaseStore, purchaseEntityId } from './purchase.ts';
import type { PurchaseLookup, PurchaseOwner } from './purchase-lookup.ts';
import type { PurchaseReferenceStore } from './purchase-reference.ts';
import { StoreThrottled } from './store-throttled.ts';
import { type AppStores, canBeAsked } from './stores.ts';
import type { WritePurchase } from './write-purchase.ts';

export interface LookDeps {
  readonly stores: AppStores;
  readonly lookup: PurchaseLookup;
  readonly purchases: PurchaseStore;
  readonly references: PurchaseReferenceStore;
  readonly dueLooks: DueLooks;
  readonly askStore: AskStore;
  readonly writePurchase: WritePurchase;
  /** [T6] Of a tenant that is being erased nothing is written any more. */
  readonly isBeingErased: (ctx: TenantContext) => Promise<boolean>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

const minute = 60_000;
const hour = 60 * minute;
/** Longer than a request takes, and than clocks of instances differ. */
const patienceMs = 20 * minute;

/** `asked`: the store has answered, be it that it knows nothing. `failed`: to be asked again in an hour. `none`: nothing to ask. */
export type Looked = 'asked' | 'failed' | 'none';

/**
 * Asks the store of one purchase that is due. Can be repeated at any point, and done twice at a time: what was noted stays noted,
 * and an entry goes only when its purchase names another time or none. Throws `StoreThrottled`, with nothing changed.
 */
export const makeLookAtPurchase = (deps: LookDeps) => {
  const { dueLooks, purchases, clock, log } = deps;

  const storedOf = async (ctx: TenantContext, owner: PurchaseOwner, hash: string) =>
    purchases.get(ctx, purchaseEntityId({ userId: owner.userId, hash }));

  /** Where the answer has changed nothing, or none came: the purchase still names the entry. */
  const moveOn = async (ctx: TenantContext, due: DueLook, owner: PurchaseOwner, lookAt?: number) => {
    const stored = await storedOf(ctx, owner, due.hash);
    if (stored !== undefined && stored.value.lookAt === fromIso(due.dueAt))
      await deps.writePurchase(ctx, stored, stored.value, lookAt === undefined ? {} : { lookAt });
  };

  return async (due: DueLook): Promise<Looked> => {
    const { tenantId, store, hash, dueAt } = due;
    const ctx = systemContext(tenantId, deps.random.id());
    const owner = await deps.lookup.find(hash);
    const stored = owner?.tenantId === tenantId ? await storedOf(ctx, owner, hash) : undefined;
    const isNamed = stored !== undefined && stored.value.lookAt === fromIso(dueAt);
    if (
      owner === undefined ||
      !isNamed ||
      !canBeAsked(deps.stores, store) ||
      (await deps.isBeingErased(ctx))
    ) {
      // A younger one may belong to a commit that is under way, and nobody names a time anew that passed so long ago.
      if (fromIso(dueAt) < clock.now() - patienceMs) await dueLooks.remove(ctx, due, dueAt);
      return 'none';
    }
    const reference = (await deps.references.get(ctx, hash))?.value.reference;
    try {
      const answer =
        reference === undefined
          ? 'store-unknown-purchase'
          : await deps.askStore(ctx, stored.value, reference);
      const { correlationId } = ctx;
      const isKnown = answer === 'noted' || answer === 'nothing-new' || answer === 'unknown';
      log(isKnown ? 'info' : 'warn', 'asked a store', { tenantId, correlationId, state: answer });
      await moveOn(ctx, due, owner);
      return 'asked';
    } catch (error) {
      if (error instanceof StoreThrottled) throw error;
      const name = error instanceof Error ? error.name : typeof error;
      log('warn', 'a store could not be asked', { tenantId, reason: store, error: name });
      await moveOn(ctx, due, owner, clock.now() + hour);
      return 'failed';
    }
  };
};

export type LookAtPurchase = ReturnType<typeof makeLookAtPurchase>;

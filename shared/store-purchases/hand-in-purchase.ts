import type { Clock } from '../kernel/clock.ts';
import { type Conflict, conflict, type Invalid, invalid } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { AccountTokenOf } from './account-token.ts';
import { firstPurchase, isRunning, notePurchase, purchaseAt } from './advance-purchase.ts';
import { type Purchase, type PurchaseStore, purchaseEntityId, purchaseHash } from './purchase.ts';
import type { PurchaseLookup } from './purchase-lookup.ts';
import type { PurchaseReferenceStore } from './purchase-reference.ts';
import type { StoreFacts, StoreRefusal } from './store-facts.ts';
import { planOfProduct } from './store-products.ts';
import { type AppStores, canBeAsked } from './stores.ts';
import type { TellOfPaymentFailure } from './tell-of-payment-failure.ts';
import type { TellOwner } from './tell-owner.ts';
import type { WritePurchase } from './write-purchase.ts';

export type HandedIn =
  | { readonly store: 'apple'; readonly signedTransaction: string }
  | { readonly store: 'google'; readonly purchaseToken: string };

export interface HandInDeps {
  readonly stores: AppStores;
  readonly accountTokenOf: AccountTokenOf;
  readonly lookup: PurchaseLookup;
  readonly purchases: PurchaseStore;
  readonly references: PurchaseReferenceStore;
  readonly tellOwner: TellOwner;
  readonly tellOfPaymentFailure: TellOfPaymentFailure;
  readonly writePurchase: WritePurchase;
  readonly clock: Clock;
}

const attempts = 3;

/**
 * [L4][L5] A user shows what he has bought. It counts if the store itself says so, it is for this app and one of our
 * products, it runs, and the store was told at the purchase that this very user buys. Refused, it leaves nothing behind.
 */
export const makeHandInPurchase = (deps: HandInDeps) => {
  const { purchases, references, lookup, clock, stores } = deps;

  const read = async (handedIn: HandedIn): Promise<Result<StoreFacts, StoreRefusal> | undefined> =>
    handedIn.store === 'apple'
      ? stores.apple?.readTransaction(handedIn.signedTransaction)
      : stores.google?.read(handedIn.purchaseToken);

  /** What the store calls it, kept once, where it can be asked by that. */
  const keptReference = async (ctx: TenantContext, hash: string, { store, reference }: StoreFacts) => {
    if (!canBeAsked(stores, store) || (await references.get(ctx, hash)) !== undefined) return [];
    return [references.inserted(ctx, { hash, reference })];
  };

  const keep = async (ctx: TenantContext, userId: string, facts: StoreFacts): Promise<Purchase> => {
    const hash = purchaseHash(facts);
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const stored = await purchases.get(ctx, purchaseEntityId({ userId, hash }));
      const reference = await keptReference(ctx, hash, facts);
      const next = nextOf(stored?.value, userId, facts, clock.now());
      if (stored?.value === next && reference.length === 0) return next;
      // Of one that is new here the answer tells.
      const mail = stored && (await deps.tellOfPaymentFailure(ctx, stored.value, next));
      const changes = [...reference, ...(mail?.changes ?? [])];
      if (await deps.writePurchase(ctx, stored, next, { ...mail, changes })) return next;
    }
    throw new ServiceError('table storage');
  };

  /** What the store told while nobody had handed the purchase in, a refund above all: Apple's words lie here, Google is asked. */
  const catchUp = async (
    ctx: TenantContext,
    hash: string,
    { store, reference }: StoreFacts,
  ): Promise<void> => {
    if (store === 'google') {
      const ask = async () => {
        const read = await stores.google?.read(reference);
        return read?.ok === true ? read.value : undefined;
      };
      await deps.tellOwner(hash, ask, ctx.correlationId);
      return;
    }
    const news = await lookup.news(hash);
    if (news === undefined) return;
    await deps.tellOwner(hash, news, ctx.correlationId);
    await lookup.forgetNews(hash);
  };

  return async (
    ctx: TenantContext,
    userId: string,
    handedIn: HandedIn,
  ): Promise<Result<Purchase, Invalid | Conflict>> => {
    const pointer = handedIn.store === 'apple' ? '/signedTransaction' : '/purchaseToken';
    const found = await read(handedIn);
    if (found === undefined) return err(conflict('store-not-offered'));
    if (!found.ok) return err(invalid({ pointer, rule: found.error }));
    const facts = found.value;
    const isHis = facts.accountToken === (await deps.accountTokenOf(ctx, userId));
    const rule = flawOf(facts, isHis, clock.now());
    if (rule !== undefined) return err(invalid({ pointer, rule }));

    const hash = purchaseHash(facts);
    const owner = await lookup.claim(hash, { tenantId: ctx.tenantId, userId });
    if (owner.tenantId !== ctx.tenantId || owner.userId !== userId) return err(conflict('purchase-taken'));
    const kept = await keep(ctx, userId, facts);
    await catchUp(ctx, hash, facts);
    if (facts.replaces !== undefined) await endReplaced(facts, facts.replaces, ctx.correlationId);
    if (facts.mustBeAcknowledged === true) await stores.google?.acknowledge(facts);
    const now = (await purchases.get(ctx, purchaseEntityId(kept)))?.value ?? kept;
    return ok(purchaseAt(now, clock.now()));
  };

  async function endReplaced(facts: StoreFacts, replaced: string, correlationId: string): Promise<void> {
    const former = { ...facts, reference: replaced, standing: 'replaced' } as const;
    await deps.tellOwner(purchaseHash(former), former, correlationId);
  }
};

const nextOf = (known: Purchase | undefined, userId: string, facts: StoreFacts, now: number): Purchase => {
  if (known === undefined) return firstPurchase(userId, facts, now);
  // What Google said before may be older than this row: it is asked once more.
  return facts.store === 'google' ? known : notePurchase(known, facts, now);
};

/** The rule that a genuine purchase breaks, the first that the user can do something about. */
const flawOf = (facts: StoreFacts, isHis: boolean, now: number): string | undefined => {
  if (planOfProduct(facts.productId) === undefined) return 'store-unknown-product';
  if (facts.isFamilyShared) return 'store-family-shared';
  if (!isHis) return 'store-other-user';
  if (facts.standing === 'pending') return 'store-pending';
  if (facts.standing === 'revoked') return 'store-revoked';
  if (facts.standing === 'replaced') return 'store-replaced';
  const mayReturn = facts.standing === 'paused' || facts.renewal?.isRetrying === true;
  if (mayReturn) return undefined;
  return isRunning(firstPurchase('', facts, now)) ? undefined : 'store-expired';
};

import type { Clock } from '../kernel/clock.ts';
import { ServiceError } from '../kernel/service-error.ts';
import { systemContext, type TenantContext } from '../kernel/tenant-context.ts';
import { notePurchase } from './advance-purchase.ts';
import { type Purchase, type PurchaseStore, purchaseEntityId } from './purchase.ts';
import type { EarlyNews, PurchaseLookup } from './purchase-lookup.ts';
import type { TellOfPaymentFailure } from './tell-of-payment-failure.ts';
import type { WritePurchase } from './write-purchase.ts';

export interface TellOwnerDeps {
  readonly purchases: PurchaseStore;
  readonly lookup: PurchaseLookup;
  readonly tellOfPaymentFailure: TellOfPaymentFailure;
  readonly writePurchase: WritePurchase;
  readonly clock: Clock;
  /** [T6] Of a tenant that is being erased nothing is written any more. */
  readonly isBeingErased: (ctx: TenantContext) => Promise<boolean>;
}

/** `unknown`: nobody has handed it in. */
export type Told = 'noted' | 'nothing-new' | 'unknown';

/**
 * What a store says: with Apple's signature and Apple's time upon it; or asked for each time after the purchase was read, as
 * Google's answers bear no time. Undefined: the store knows it no more.
 */
export type Word = EarlyNews | (() => Promise<EarlyNews | undefined>);

const attempts = 4;

/**
 * Brings what a store says to the purchase that it is about, in whichever tenant that lies. Can be repeated at any point. An
 * answer that was asked for is younger than what stands in the row that was read before, whatever the clocks of instances
 * say: where it is written, nobody has written a younger one, or the ETag is another.
 */
export const makeTellOwner =
  (deps: TellOwnerDeps) =>
  async (hash: string, word: Word, correlationId: string): Promise<Told> => {
    const owner = await deps.lookup.find(hash);
    if (owner === undefined) return 'unknown';
    const ctx = systemContext(owner.tenantId, correlationId);
    if (await deps.isBeingErased(ctx)) return 'nothing-new';
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const stored = await deps.purchases.get(ctx, purchaseEntityId({ ...owner, hash }));
      if (stored === undefined) return 'unknown';
      const facts = typeof word === 'function' ? younger(await word(), stored.value) : word;
      if (facts === undefined) return 'nothing-new';
      const next = notePurchase(stored.value, facts, deps.clock.now());
      if (next === stored.value) return 'nothing-new';
      const mail = await deps.tellOfPaymentFailure(ctx, stored.value, next);
      if (await deps.writePurchase(ctx, stored, next, mail)) return 'noted';
    }
    // Others write it all the time: the store sends again.
    throw new ServiceError('table storage');
  };

export type TellOwner = ReturnType<typeof makeTellOwner>;

const younger = (facts: EarlyNews | undefined, known: Purchase): EarlyNews | undefined =>
  facts && { ...facts, asOf: Math.max(facts.asOf, known.asOf + 1, (known.renewalAsOf ?? 0) + 1) };

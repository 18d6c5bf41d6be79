import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import { makeAccountTokenOf } from '../../shared/store-purchases/account-token.ts';
import { makeAskStore } from '../../shared/store-purchases/ask-store.ts';
import { makeHandInPurchase } from '../../shared/store-purchases/hand-in-purchase.ts';
import { makeHearApple } from '../../shared/store-purchases/hear-apple.ts';
import { makeHearGoogle } from '../../shared/store-purchases/hear-google.ts';
import { makeLookAtPurchase } from '../../shared/store-purchases/look-at-purchase.ts';
import { makeLookAtStores } from '../../shared/store-purchases/look-at-stores.ts';
import { makeReadPurchases, makeStoreEntitlement } from '../../shared/store-purchases/store-entitlement.ts';
import { makeTellOfPaymentFailure } from '../../shared/store-purchases/tell-of-payment-failure.ts';
import { makeTellOwner } from '../../shared/store-purchases/tell-owner.ts';
import { makeWritePurchase } from '../../shared/store-purchases/write-purchase.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';

/** [L4][L5] What users buy in the stores of Apple and Google, and what those tell of it later. */
export const makeStoreWork = (
  { clock, random, log, appStores }: Pick<Ports, 'clock' | 'random' | 'log' | 'appStores'>,
  {
    commit,
    keyedHashes,
    tenants,
    notifications,
    storePurchases: purchases,
    purchaseReferences: references,
    purchaseLookup: lookup,
    dueLooks,
  }: Pick<
    Stores,
    | 'commit'
    | 'keyedHashes'
    | 'tenants'
    | 'notifications'
    | 'storePurchases'
    | 'purchaseReferences'
    | 'purchaseLookup'
    | 'dueLooks'
  >,
  isBeingErased: (ctx: TenantContext) => Promise<boolean>,
) => {
  const accountTokenOf = makeAccountTokenOf({ keyedHashes });
  const stores = appStores ?? {};
  const tellOfPaymentFailure = makeTellOfPaymentFailure({
    tenants,
    notifications,
    clock,
    random,
    packageName: stores.google?.packageName,
  });
  const writePurchase = makeWritePurchase({ stores, purchases, dueLooks, commit, clock });
  const tellOwner = makeTellOwner({
    purchases,
    lookup,
    tellOfPaymentFailure,
    writePurchase,
    clock,
    isBeingErased,
  });
  const lookAtPurchase = makeLookAtPurchase({
    stores,
    lookup,
    purchases,
    references,
    dueLooks,
    askStore: makeAskStore({ stores, tellOwner }),
    writePurchase,
    isBeingErased,
    clock,
    random,
    log,
  });
  const readPurchases = makeReadPurchases({ purchases, clock });
  return {
    readPurchases,
    byStore: makeStoreEntitlement(readPurchases),
    accountTokenOf,
    handInPurchase: makeHandInPurchase({
      stores,
      accountTokenOf,
      lookup,
      purchases,
      references,
      tellOwner,
      tellOfPaymentFailure,
      writePurchase,
      clock,
    }),
    lookAtStores: makeLookAtStores({ dueLooks, lookAtPurchase, clock, log }),
    hearApple: makeHearApple({ stores, lookup, tellOwner, log }),
    hearGoogle: makeHearGoogle({ stores, tellOwner, log }),
  };
};

import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import { makeAccountTokenOf } from '../../shared/store-purchases/account-token.ts';
import { makeHandInPurchase } from '../../shared/store-purchases/hand-in-purchase.ts';
import { makeHearApple } from '../../shared/store-purchases/hear-apple.ts';
import { makeHearGoogle } from '../../shared/store-purchases/hear-google.ts';
import { makeReadPurchases, makeStoreEntitlement } from '../../shared/store-purchases/store-entitlement.ts';
import { makeTellOfPaymentFailure } from '../../shared/store-purchases/tell-of-payment-failure.ts';
import { makeTellOwner } from '../../shared/store-purchases/tell-owner.ts';
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
    purchaseLookup: lookup,
  }: Pick<
    Stores,
    'commit' | 'keyedHashes' | 'tenants' | 'notifications' | 'storePurchases' | 'purchaseLookup'
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
  const tellOwner = makeTellOwner({
    purchases,
    lookup,
    tellOfPaymentFailure,
    commit,
    clock,
    isBeingErased,
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
      tellOwner,
      tellOfPaymentFailure,
      commit,
      clock,
    }),
    hearApple: makeHearApple({ stores, lookup, tellOwner, log }),
    hearGoogle: makeHearGoogle({ stores, tellOwner, log }),
  };
};

import type { Purchase } from './purchase.ts';

const apple = 'https://apps.apple.com/account/subscriptions';
const google = 'https://play.google.com/store/account/subscriptions';

/** Where the buyer cancels or changes it: at the store alone, which holds his payment method. */
export const managementLink = (
  { store, productId }: Pick<Purchase, 'store' | 'productId'>,
  packageName: string | undefined,
): string => {
  if (store === 'apple') return apple;
  return packageName === undefined
    ? google
    : `${google}?${new URLSearchParams({ sku: productId, package: packageName }).toString()}`;
};

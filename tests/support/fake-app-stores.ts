import { err, ok } from '../../shared/kernel/result.ts';
import type { StoreFacts } from '../../shared/store-purchases/store-facts.ts';
import type { AppStores } from '../../shared/store-purchases/stores.ts';

const prefix = 'genuine ';

/** What the fake takes for Apple's signature around these facts, of a subscription that runs for years. */
export const signedByFake = (facts: Partial<StoreFacts>): string =>
  prefix +
  JSON.stringify({
    store: 'apple',
    reference: '2000000000000001',
    productId: 'switchboard.app.monthly',
    isFamilyShared: false,
    isTest: false,
    periodFrom: 0,
    asOf: 1,
    expiresAt: 4_000_000_000_000,
    isTrial: false,
    standing: 'running',
    ...facts,
  });

/** Apple's store with signatures that cost nothing; Google's is not offered. */
export const fakeAppStores: AppStores = {
  apple: {
    readTransaction: async (signed) => read(signed),
    readNotification: async (signed) => read(signed),
  },
};

const read = (signed: string) =>
  signed.startsWith(prefix)
    ? ok(JSON.parse(signed.slice(prefix.length)) as StoreFacts)
    : err('store-not-genuine' as const);

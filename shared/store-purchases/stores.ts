import type { Unauthenticated, Unavailable } from '../kernel/failures.ts';
import type { Result } from '../kernel/result.ts';
import type { StoreFacts, StoreName, StoreRefusal } from './store-facts.ts';

/** What Apple has signed, judged by Apple's own library; every method throws `ServiceError` where it can be judged later only. */
export interface AppleStore {
  /** A transaction that a device hands in. */
  readTransaction(signed: string): Promise<Result<StoreFacts, StoreRefusal>>;
  /** A server notification, version 2. Undefined: it tells of no subscription. */
  readNotification(signed: string): Promise<Result<StoreFacts | undefined, StoreRefusal>>;
  /** Absent: no key of Apple's server API was set up, Apple is not asked. */
  readonly ask?: AskApple;
}

/** How a subscription stands now, as Apple signs it upon being asked. Throws `StoreThrottled`. */
export type AskApple = (
  of: Pick<StoreFacts, 'reference' | 'isTest'>,
) => Promise<Result<StoreFacts, StoreRefusal>>;

/** Google is asked: a token proves nothing by itself. */
export interface GoogleStore {
  readonly packageName: string;
  /** Throws `ServiceError`, `StoreThrottled` among them. */
  read(purchaseToken: string): Promise<Result<StoreFacts, StoreRefusal>>;
  acknowledge(facts: Pick<StoreFacts, 'reference' | 'productId'>): Promise<void>;
  /** Whether a push of Pub/Sub comes from Google and for us. */
  admitPush(authorization: string | null): Promise<Result<true, Unauthenticated | Unavailable>>;
}

/** A store without one is not offered. */
export interface AppStores {
  readonly apple?: AppleStore;
  readonly google?: GoogleStore;
}

/** Whether a store can be asked how a purchase stands; else only it tells, and the app that hands the purchase in. */
export const canBeAsked = (stores: AppStores, store: StoreName): boolean =>
  store === 'apple' ? stores.apple?.ask !== undefined : stores.google !== undefined;

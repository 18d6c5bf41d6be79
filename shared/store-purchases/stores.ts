import type { Unauthenticated, Unavailable } from '../kernel/failures.ts';
import type { Result } from '../kernel/result.ts';
import type { StoreFacts, StoreRefusal } from './store-facts.ts';

/** What Apple has signed, judged by Apple's own library; every method throws where it can be judged later only. */
export interface AppleStore {
  /** A transaction that a device hands in. */
  readTransaction(signed: string): Promise<Result<StoreFacts, StoreRefusal>>;
  /** A server notification, version 2. Undefined: it tells of no subscription. */
  readNotification(signed: string): Promise<Result<StoreFacts | undefined, StoreRefusal>>;
}

/** Google is asked: a token proves nothing by itself. */
export interface GoogleStore {
  readonly packageName: string;
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

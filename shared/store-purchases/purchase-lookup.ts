import type { TenantId } from '../kernel/ids.ts';
import type { StoreFacts } from './store-facts.ts';

export interface PurchaseOwner {
  readonly tenantId: TenantId;
  readonly userId: string;
}

/** Kept until the purchase is handed in; the reference is not, it is in the hash. */
export type EarlyNews = Omit<StoreFacts, 'reference' | 'accountToken'>;

/** Over all tenants, by the hash of a purchase: whose it is, and what was told before anybody had handed it in. */
export interface PurchaseLookup {
  find(hash: string): Promise<PurchaseOwner | undefined>;
  /** Whose it is from now on: the first who claims it keeps it. */
  claim(hash: string, owner: PurchaseOwner): Promise<PurchaseOwner>;
  news(hash: string): Promise<EarlyNews | undefined>;
  /** Only the youngest is kept. */
  keepNews(hash: string, news: EarlyNews): Promise<void>;
  forgetNews(hash: string): Promise<void>;
}

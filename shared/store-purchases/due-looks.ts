import type { TenantId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Purchase } from './purchase.ts';
import type { StoreName } from './store-facts.ts';

type Which = Pick<Purchase, 'store' | 'hash'>;

/** A purchase that its store is to be asked of. Cross-tenant by purpose: only a timer reads it. */
export interface DueLook {
  readonly tenantId: TenantId;
  readonly store: StoreName;
  readonly hash: string;
  /** RFC 3339; equals what the purchase itself names, or the entry is out of date. */
  readonly dueAt: string;
}

export interface DueLooks {
  /** Written before the purchase that names this time, so that a crash leaves at most an entry out of date. */
  put(ctx: TenantContext, which: Which, dueAt: string): Promise<void>;
  remove(ctx: TenantContext, which: Which, dueAt: string): Promise<void>;
  /** Of all tenants, oldest first. */
  acrossTenants(until: string): AsyncIterable<DueLook>;
}

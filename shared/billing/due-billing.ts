import type { TenantId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';

/** [L12] An account on which something falls due, found across tenants by time. Only the timer reads it. */
export interface DueBillingEntry {
  readonly tenantId: TenantId;
  /** RFC 3339; equals the account's `dueAt`, or the entry is out of date. */
  readonly dueAt: string;
}

export interface DueBilling {
  /** Written before the account that names this time, so that a crash leaves at most an entry out of date. */
  put(ctx: TenantContext, dueAt: string): Promise<void>;
  remove(ctx: TenantContext, dueAt: string): Promise<void>;
  /** Of all tenants, oldest first. */
  acrossTenants(until: string): AsyncIterable<DueBillingEntry>;
}

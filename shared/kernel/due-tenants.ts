import type { TenantId } from './ids.ts';
import type { TenantContext } from './tenant-context.ts';

/** A tenant for whom something falls due, found by time. Cross-tenant by purpose: only a timer reads it. */
export interface DueTenant {
  readonly tenantId: TenantId;
  /** RFC 3339; equals what the tenant's own row names, or the entry is out of date. */
  readonly dueAt: string;
}

export interface DueTenants {
  /** Written before the row that names this time, so that a crash leaves at most an entry out of date. */
  put(ctx: TenantContext, dueAt: string): Promise<void>;
  remove(ctx: TenantContext, dueAt: string): Promise<void>;
  /** Of all tenants, oldest first. */
  acrossTenants(until: string): AsyncIterable<DueTenant>;
}

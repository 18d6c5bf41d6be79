import { type Clock, toIso } from '../kernel/clock.ts';
import type { TenantId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';

/** [T6] A tenant whose grace period ends, found across tenants by time. Cross-tenant by purpose: only the timer reads it. */
export interface DueErasure {
  readonly tenantId: TenantId;
  /** RFC 3339; equals the tenant's `erasedAfter`, or the entry is out of date. */
  readonly dueAt: string;
}

export interface DueErasures {
  /** Written before the tenant that names this time, so that a crash leaves at most an entry out of date. */
  put(ctx: TenantContext, dueAt: string): Promise<void>;
  remove(ctx: TenantContext, dueAt: string): Promise<void>;
  /** Of all tenants, oldest first. */
  acrossTenants(until: string): AsyncIterable<DueErasure>;
}

const day = 24 * 60 * 60 * 1000;

/** The end of a grace period that begins now. */
export const eraseAfter = (deps: { readonly clock: Clock; readonly graceDays: number }): string =>
  toIso(deps.clock.now() + deps.graceDays * day);

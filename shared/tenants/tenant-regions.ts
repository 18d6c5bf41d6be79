import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Region } from './tenant.ts';

/** [T4] Where a tenant's rows lie: settled before its first row, and never changed afterwards. */
export interface TenantRegions {
  /** Undefined where nothing is settled yet. */
  find(ctx: TenantContext): Promise<Region | undefined>;
  /** Settles the region if none is, and answers the one that holds: of several wishes the first. */
  settle(ctx: TenantContext, wished: Region): Promise<Region>;
}

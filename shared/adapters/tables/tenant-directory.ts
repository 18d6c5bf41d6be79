import * as z from 'zod';
import type { TenantId } from '../../kernel/ids.ts';
import { type Region, regions } from '../../tenants/tenant.ts';
import type { TenantRegions } from '../../tenants/tenant-regions.ts';
import { readRow, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

export interface TenantDirectory extends TenantRegions {
  /** The tenant's region; without an entry the home region, where tenants lie that are older than the directory. */
  toRead(tenant: TenantId): Promise<Region>;
  /** The same, and settles it there if nothing is settled: no row is written that the directory does not place. */
  toWrite(tenant: TenantId): Promise<Region>;
}

/** Partition `region|` and the first digits of the tenant's id, row the id. */
export const regionsPrefix = 'region|';
const keysOf = (tenant: TenantId) => ({
  partitionKey: `${regionsPrefix}${tenant.slice(0, 2)}`,
  rowKey: tenant,
});

const rowSchema = z.object({ region: z.enum(regions) });

/** Some 100 bytes each. */
const mostKept = 20_000;

/**
 * [T4] Where each tenant's rows lie. An entry is inserted once and never changed, not even after an erasure: instances keep
 * what they have read, one read per tenant and lifetime. That there is none yet is never kept.
 */
export const makeTenantDirectory = (deps: {
  /** Of the home account, the same for all deployments. */
  readonly index: Table;
  readonly home: Region;
}): TenantDirectory => {
  const { index, home } = deps;
  const kept = new Map<TenantId, Region>();

  const keep = (tenant: TenantId, region: Region): Region => {
    const [oldest] = kept.keys();
    if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
    kept.set(tenant, region);
    return region;
  };

  const find = async (tenant: TenantId): Promise<Region | undefined> => {
    const known = kept.get(tenant);
    if (known !== undefined) return known;
    const { partitionKey, rowKey } = keysOf(tenant);
    const row = await readRow(index, partitionKey, rowKey);
    return row === undefined ? undefined : keep(tenant, rowSchema.parse(row.columns).region);
  };

  const settle = async (tenant: TenantId, wished: Region): Promise<Region> => {
    const known = await find(tenant);
    if (known !== undefined) return known;
    const entry = { ...keysOf(tenant), region: wished };
    const first = await whenStatus(() => index.createEntity(entry).then(() => true), { 409: false });
    if (first) return keep(tenant, wished);
    const other = await find(tenant);
    if (other === undefined) throw new Error('an entry of the directory has gone');
    return other;
  };

  return {
    find: ({ tenantId }) => find(tenantId),
    settle: ({ tenantId }, region) => settle(tenantId, region),
    toRead: async (tenant) => (await find(tenant)) ?? home,
    toWrite: (tenant) => settle(tenant, home),
  };
};

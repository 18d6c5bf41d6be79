import type { IdempotencyRecords } from '../http/idempotency.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type TenantStore, tenantEntityId } from './tenant.ts';
import type { TenantRegions } from './tenant-regions.ts';

/** Of a record that is not kept. */
const nowhere = '';

/**
 * [T4] Keeps no answers for a company that is not set up: it has nothing yet that could be made twice, and a row of it
 * would settle its region before the company has chosen one.
 */
export const makeAnswersOfTenants = (deps: {
  readonly records: IdempotencyRecords;
  readonly tenantRegions: Pick<TenantRegions, 'find'>;
  readonly tenants: TenantStore;
}): IdempotencyRecords => {
  const { records, tenantRegions, tenants } = deps;
  const isSetUp = async (ctx: TenantContext): Promise<boolean> =>
    (await tenantRegions.find(ctx)) !== undefined || (await tenants.get(ctx, tenantEntityId)) !== undefined;
  return {
    begin: async (ctx, record, over) =>
      (await isSetUp(ctx)) ? records.begin(ctx, record, over) : { ours: true, etag: nowhere },
    finish: async (ctx, etag, record) => {
      if (etag !== nowhere) await records.finish(ctx, etag, record);
    },
    abandon: async (ctx, etag, id) => {
      if (etag !== nowhere) await records.abandon(ctx, etag, id);
    },
  };
};

import type { TenantContext } from '../kernel/tenant-context.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import { type HoldReason, holdsOf, type LicenceHold } from './holds.ts';
import type { Import } from './import.ts';

export type ReadHolds = (ctx: TenantContext, imported: Import) => Promise<readonly HoldReason[]>;
/** In the imports' order. */
export type ReadHoldsOfMany = (
  ctx: TenantContext,
  imports: readonly Import[],
) => Promise<readonly (readonly HoldReason[])[]>;

export interface ReadHoldsDeps {
  readonly tenants: TenantStore;
  readonly licenceHold: LicenceHold;
}

export const makeReadHoldsOfMany =
  ({ tenants, licenceHold }: ReadHoldsDeps): ReadHoldsOfMany =>
  async (ctx, imports) => {
    if (imports.length === 0) return [];
    const [tenant, ...licences] = await Promise.all([
      tenants.get(ctx, tenantEntityId),
      ...imports.map(({ id }) => licenceHold(ctx, id)),
    ]);
    return imports.map((imported, n) => holdsOf(imported, tenant?.value.state, licences[n]));
  };

/** What holds an import at this moment: one read, and what the licences take. */
export const makeReadHolds = (deps: ReadHoldsDeps): ReadHolds => {
  const ofMany = makeReadHoldsOfMany(deps);
  return async (ctx, imported) => (await ofMany(ctx, [imported]))[0] ?? [];
};

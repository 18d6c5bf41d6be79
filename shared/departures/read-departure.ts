import type { ImportStore } from '../imports/import.ts';
import type { Versioned } from '../kernel/commit.ts';
import { type NotFound, notFound } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type Tenant, type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import { type ErasureStore, erasureEntityId } from './erasure.ts';

export interface Departure {
  /** `staying`: nothing is to be erased. `due`: the consent is lost. `leaving`: asked for. `erasing`: no way back. */
  readonly state: 'staying' | 'due' | 'leaving' | 'erasing';
  readonly requestedBy?: string | undefined;
  readonly requestedAt?: string | undefined;
  readonly erasedAfter?: string | undefined;
  /** Imports whose contacts stay in the mailboxes, if they are not deleted before. */
  readonly imports: number;
}

/** [T6] Where a departure stands. `not-found`: nothing is kept of this company. */
export const makeReadDeparture = (deps: {
  readonly tenants: TenantStore;
  readonly erasures: ErasureStore;
  readonly imports: ImportStore;
}) => {
  const countImports = async (ctx: TenantContext): Promise<number> => {
    let count = 0;
    for await (const _each of deps.imports.all(ctx)) count++;
    return count;
  };
  return async (
    ctx: TenantContext,
  ): Promise<Result<{ departure: Departure; tenant: Versioned<Tenant> | undefined }, NotFound>> => {
    const erasure = (await deps.erasures.get(ctx, erasureEntityId))?.value;
    if (erasure !== undefined) {
      const { requestedBy, requestedAt, erasedAfter } = erasure;
      const departure = { state: 'erasing', requestedBy, requestedAt, erasedAfter, imports: 0 } as const;
      return ok({ departure, tenant: undefined });
    }
    const tenant = await deps.tenants.get(ctx, tenantEntityId);
    if (tenant === undefined) return err(notFound);
    const { erasedAfter, departure } = tenant.value;
    const due = erasedAfter === undefined ? 'staying' : 'due';
    const state = tenant.value.state === 'leaving' ? 'leaving' : due;
    return ok({ departure: { state, ...departure, erasedAfter, imports: await countImports(ctx) }, tenant });
  };
};

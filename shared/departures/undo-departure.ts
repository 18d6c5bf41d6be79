import type { Commit } from '../kernel/commit.ts';
import { type Conflict, conflict, type NotFound, notFound } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { moved } from '../kernel/transitions.ts';
import { type DueErasures, eraseAfter } from '../tenants/due-erasures.ts';
import type { LookAtAccess } from '../tenants/look-at-access.ts';
import { missingPermissions } from '../tenants/permissions.ts';
import { type Tenant, type TenantStore, tenantEntityId, tenantTransitions } from '../tenants/tenant.ts';
import { wakesOf } from '../tenants/wakes.ts';
import type { RequestDepartureDeps } from './request-departure.ts';

export interface UndoDepartureDeps extends Pick<RequestDepartureDeps, 'clock' | 'graceDays'> {
  readonly tenants: TenantStore;
  readonly dueErasures: DueErasures;
  readonly lookAtAccess: LookAtAccess;
  readonly commit: Commit;
}

const attempts = 5;

/**
 * [T6] The company stays after all. What it is then is Entra's to say: of a consent that is lost by now, a new grace period
 * begins. Asked of a company that does not leave, it is done already.
 */
export const makeUndoDeparture =
  (deps: UndoDepartureDeps) =>
  async (ctx: TenantContext): Promise<Result<void, NotFound | Conflict>> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const known = await deps.tenants.get(ctx, tenantEntityId);
      if (known === undefined) return err(notFound);
      if (known.value.state === 'erasing') return err(conflict('tenant-erasing'));
      if (known.value.state !== 'leaving') return ok(undefined);
      const value = staying(known.value, deps);
      if (value.erasedAfter !== undefined) await deps.dueErasures.put(ctx, value.erasedAfter);
      const change = deps.tenants.replaced(ctx, known.etag, value);
      const done = await deps.commit(ctx, [change], wakesOf(known.value, value));
      if (!done.ok) continue;
      const former = known.value.erasedAfter;
      if (former !== undefined) await deps.dueErasures.remove(ctx, former);
      await deps.lookAtAccess(ctx);
      return ok(undefined);
    }
    throw new ServiceError('table storage');
  };

const staying = (tenant: Tenant, deps: UndoDepartureDeps): Tenant => {
  const { departure: _over, erasedAfter: _due, ...rest } = tenant;
  return missingPermissions(tenant.permissions).length === 0
    ? moved(tenantTransitions, rest, 'active')
    : moved(tenantTransitions, { ...rest, erasedAfter: eraseAfter(deps) }, 'consent-lost');
};

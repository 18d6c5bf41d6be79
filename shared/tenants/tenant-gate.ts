import type { AccessBlocked, ConsentRequired } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type CreateConsentLink, consentUrlFor } from './consent-link.ts';
import type { LookAtAccess } from './look-at-access.ts';
import { missingPermissions } from './permissions.ts';
import { type Tenant, type TenantStore, tenantEntityId } from './tenant.ts';

export interface TenantGateDeps {
  readonly tenants: TenantStore;
  readonly lookAtAccess: LookAtAccess;
  readonly createConsentLink: CreateConsentLink;
}

export type TenantGate = ReturnType<typeof makeTenantGate>;

/**
 * [T2][T3] Lets a tenant in that grants these permissions, or says what is missing and how to get it. Entra is asked only
 * where the record says no, so that a consent given meanwhile counts at once.
 */
export const makeTenantGate =
  (deps: TenantGateDeps) =>
  async (
    ctx: TenantContext,
    needed: readonly string[],
  ): Promise<Result<Tenant, ConsentRequired | AccessBlocked>> => {
    const known = (await deps.tenants.get(ctx, tenantEntityId))?.value;
    if (known === undefined) return consentRequired(ctx, needed);
    if (isOpen(known, needed)) return ok(known);
    const now = (await deps.lookAtAccess(ctx))?.value ?? known;
    if (isOpen(now, needed)) return ok(now);
    return now.state === 'access-blocked'
      ? err({ type: 'access-blocked', code: now.blockedBy ?? 'unknown' })
      : consentRequired(ctx, missingPermissions(now.permissions, needed));

    async function consentRequired(of: TenantContext, missing: readonly string[]) {
      const consentUrl = await consentUrlFor(of, deps.createConsentLink);
      return err({ type: 'consent-required' as const, missingPermissions: missing, consentUrl });
    }
  };

const isOpen = (tenant: Tenant, needed: readonly string[]): boolean =>
  tenant.state !== 'access-blocked' && missingPermissions(tenant.permissions, needed).length === 0;

import type { Versioned } from '../kernel/commit.ts';
import type { ConsentRequired } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { consentUrlFor } from './consent-link.ts';
import { missingPermissions, requiredPermissions } from './permissions.ts';
import { type Tenant, tenantEntityId } from './tenant.ts';
import type { TenantGateDeps } from './tenant-gate.ts';

export interface TenantOverview {
  readonly tenant: Versioned<Tenant>;
  readonly missingPermissions: readonly string[];
  /** To be forwarded to an administrator, where permissions are missing. */
  readonly consentUrl?: string;
}

/** The tenant with what it grants; looks at Entra anew where something was missing. Unknown: it has to consent first. */
export const makeReadTenant =
  (deps: TenantGateDeps) =>
  async (ctx: TenantContext): Promise<Result<TenantOverview, ConsentRequired>> => {
    const known = await deps.tenants.get(ctx, tenantEntityId);
    const tenant =
      known?.value.state === 'active' ? known : known && ((await deps.lookAtAccess(ctx)) ?? known);
    if (tenant === undefined) {
      const consentUrl = await consentUrlFor(ctx, deps.createConsentLink);
      return err({ type: 'consent-required', missingPermissions: requiredPermissions, consentUrl });
    }
    const missing = missingPermissions(tenant.value.permissions);
    if (missing.length === 0) return ok({ tenant, missingPermissions: [] });
    const consentUrl = await consentUrlFor(ctx, deps.createConsentLink);
    return ok({ tenant, missingPermissions: missing, consentUrl });
  };

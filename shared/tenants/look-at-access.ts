import type { Versioned } from '../kernel/commit.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { NoteAccess } from './note-access.ts';
import type { Organisations } from './organisation.ts';
import { type Tenant, type TenantStore, tenantEntityId } from './tenant.ts';

export interface LookAtAccessDeps {
  readonly tenants: TenantStore;
  readonly organisations: Organisations;
  readonly noteAccess: NoteAccess;
}

export type LookAtAccess = ReturnType<typeof makeLookAtAccess>;

/** Asks Entra what the tenant grants now and keeps the answer. Where Entra does not answer, what was known stays. */
export const makeLookAtAccess =
  (deps: LookAtAccessDeps) =>
  async (ctx: TenantContext): Promise<Versioned<Tenant> | undefined> => {
    const granted = await deps.organisations.grantedPermissions(ctx);
    if (granted.ok) return deps.noteAccess(ctx, { type: 'granted', permissions: granted.value });
    if (granted.error.type === 'unavailable') return deps.tenants.get(ctx, tenantEntityId);
    return deps.noteAccess(ctx, granted.error);
  };

/**
 * To be called after something succeeded that needs access: a tenant that counted as lost is looked at and, where it
 * grants everything again, active. Costs one read while all is well.
 */
export const makeNoteAccessRegained =
  (deps: { readonly tenants: TenantStore; readonly lookAtAccess: LookAtAccess }) =>
  async (ctx: TenantContext): Promise<void> => {
    const known = await deps.tenants.get(ctx, tenantEntityId);
    if (known !== undefined && known.value.state !== 'active') await deps.lookAtAccess(ctx);
  };

export type NoteAccessRegained = ReturnType<typeof makeNoteAccessRegained>;

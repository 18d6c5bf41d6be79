import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Organisation, Organisations } from './organisation.ts';
import { missingPermissions, requiredPermissions } from './permissions.ts';

export interface ConfirmConsentDeps {
  readonly organisations: Organisations;
  readonly sleep: (ms: number) => Promise<void>;
}

export type Confirmation =
  | {
      readonly kind: 'confirmed';
      readonly organisation: Organisation;
      readonly permissions: readonly string[];
    }
  /** Something was granted, but not even what reading the company takes. */
  | { readonly kind: 'permissions-missing'; readonly missing: readonly string[] }
  | { readonly kind: 'access-blocked'; readonly code: string }
  | { readonly kind: 'unconfirmed' };

/** Waits before each look, in ms: a new service principal and its grants take some seconds to be seen everywhere. */
const waits = [0, 1000, 2000, 4000, 8000];

/** Asks Entra until the tenant grants everything, or settles for what it grants at the last look. */
export const confirmConsent = async (ctx: TenantContext, deps: ConfirmConsentDeps): Promise<Confirmation> => {
  let last: Confirmation = { kind: 'unconfirmed' };
  for (const wait of waits) {
    if (wait > 0) await deps.sleep(wait);
    last = await look(ctx, deps.organisations);
    if (last.kind === 'access-blocked') return last;
    if (last.kind === 'confirmed' && missingPermissions(last.permissions).length === 0) return last;
  }
  return last;
};

const look = async (ctx: TenantContext, organisations: Organisations): Promise<Confirmation> => {
  const granted = await organisations.grantedPermissions(ctx);
  if (!granted.ok) return refusal(granted.error);
  const organisation = await organisations.read(ctx);
  if (organisation.ok) {
    return { kind: 'confirmed', organisation: organisation.value, permissions: granted.value };
  }
  return organisation.error.type === 'consent-required'
    ? { kind: 'permissions-missing', missing: missingPermissions(granted.value, requiredPermissions) }
    : refusal(organisation.error);
};

const refusal = (error: { readonly type: string; readonly code?: string }): Confirmation =>
  error.type === 'access-blocked'
    ? { kind: 'access-blocked', code: error.code ?? 'unknown' }
    : { kind: 'unconfirmed' };

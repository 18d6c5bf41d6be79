import type { AccessBlocked, ConsentRequired, Unavailable } from '../kernel/failures.ts';
import type { Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';

/** What Entra says of the company itself; read with an app-only token, so that it proves the consent [T2]. */
export interface Organisation {
  readonly displayName: string;
  /** ISO 3166-1 alpha-2, upper case: decides how national telephone numbers are read. */
  readonly countryCode: string;
  readonly preferredLanguage: 'de' | 'en';
  readonly defaultDomain: string;
}

export interface Organisations {
  read(ctx: TenantContext): Promise<Result<Organisation, ConsentRequired | AccessBlocked | Unavailable>>;
  /** Application permissions that the tenant has granted, e.g. `Contacts.ReadWrite`: the `roles` of an app-only token. */
  grantedPermissions(
    ctx: TenantContext,
  ): Promise<Result<readonly string[], ConsentRequired | AccessBlocked | Unavailable>>;
}

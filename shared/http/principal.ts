import type { Unauthenticated, Unavailable } from '../kernel/failures.ts';
import type { TenantId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import type { Language } from '../kernel/tenant-context.ts';

/** App roles as Entra assigns them to users and applications. */
export const roles = ['Admin', 'PbxAdmin', 'Reader', 'Operator'] as const;
export type Role = (typeof roles)[number];

/** The delegated permission that a client needs to act for a user. */
export const userScope = 'access_as_user';

/** Who asks, as a verified access token says; known by tenant and object id only, never by a name or an address. */
export interface Principal {
  readonly tenantId: TenantId;
  readonly kind: 'user' | 'app';
  readonly oid: string;
  /** As the token has them: `honouredRoles` decides which of them count. */
  readonly roles: readonly string[];
  /** Delegated permissions; empty for an application. */
  readonly scopes: readonly string[];
  readonly language?: Language;
}

/**
 * Turns the value of an `Authorization` header into a principal.
 * `unavailable`: the keys to judge by could not be had; the token may be good.
 */
export type Authenticate = (
  authorization: string | null,
) => Promise<Result<Principal, Unauthenticated | Unavailable>>;

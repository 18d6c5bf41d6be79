import type { Forbidden } from '../kernel/failures.ts';
import type { TenantId } from '../kernel/ids.ts';
import { type Principal, type Role, roles, userScope } from './principal.ts';

/**
 * Who may use a route. `roles`: whoever holds one of them. `authenticated`: any valid token of any tenant.
 * `user`: a user with or without a role, for what is his own; no application. `public`: everyone, without a token.
 */
export type Access = 'public' | 'authenticated' | 'user' | { readonly roles: readonly [Role, ...Role[]] };

/** A role is what an administrator of the token's own tenant assigned: `Operator` counts from one tenant alone. */
export const honouredRoles = (
  principal: Principal,
  operatorTenantId: TenantId | undefined,
): readonly Role[] =>
  roles.filter(
    (role) =>
      principal.roles.includes(role) && (role !== 'Operator' || principal.tenantId === operatorTenantId),
  );

/** What the principal lacks for this access; undefined where it lacks nothing. Denies whatever is not stated. */
export const refusal = (
  access: Exclude<Access, 'public'>,
  principal: Principal,
  operatorTenantId: TenantId | undefined,
): Forbidden | undefined => {
  // Without this scope the user has not agreed that the client acts for him here.
  if (principal.kind === 'user' && !principal.scopes.includes(userScope)) {
    return { type: 'forbidden', needs: [userScope] };
  }
  if (access === 'user')
    return principal.kind === 'user' ? undefined : { type: 'forbidden', needs: [userScope] };
  if (access === 'authenticated') return undefined;
  const held = honouredRoles(principal, operatorTenantId);
  return access.roles.some((role) => held.includes(role))
    ? undefined
    : { type: 'forbidden', needs: access.roles };
};

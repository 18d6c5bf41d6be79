import { isTenantless } from './directory.ts';
import { EntraError } from './errors.ts';
import { parseScopes } from './scopes.ts';
import type { EntraServices } from './services.ts';
import type { ClientProof } from './tokens.ts';

/**
 * The token answer for client credentials in one tenant. Throws AADSTS50059 without a tenant, 1002012 for a scope
 * other than `…/.default`, the policy refusal, 700016 without a service principal, and after a withdrawal what
 * the setting says (65001 or 700016).
 */
export function issueAppToken(services: EntraServices, segment: string, scope: string, proof: ClientProof) {
  const { app, consents, directory, settings, tokens } = services;
  if (isTenantless(segment)) throw new EntraError(50059);
  const { tenantId } = directory.tenant(segment);
  if (proof === 'none') throw new EntraError(7000218);
  const { resource, names } = parseScopes(scope, app, tenantId);
  if (names.length !== 1 || names[0] !== '.default') throw new EntraError(1002012, scope);
  settings.enforcePolicy(tenantId);

  const principal = consents.of(tenantId);
  if (principal === undefined) throw new EntraError(700016, app.clientId);
  if (principal.withdrawn) throw new EntraError(settings.afterWithdrawal(), app.clientId);
  const rolesOn = { api: app.ownApplicationRoles ?? [], graph: principal.permissions };
  // Other services give an application its rights themselves: Dataverse by its own record of the application user.
  const roles = resource === 'api' || resource === 'graph' ? rolesOn[resource] : [];
  const lifetime = settings.tokenLifetime();
  return {
    token_type: 'Bearer',
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: tokens.appAccessToken(tenantId, resource, roles, proof),
  };
}

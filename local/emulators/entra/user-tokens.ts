import type { Account } from './directory.ts';
import { EntraError } from './errors.ts';
import type { Grant } from './grants.ts';
import { delegatedScopes, grantedScope, parseScopes } from './scopes.ts';
import type { EntraServices } from './services.ts';
import type { ClientProof } from './tokens.ts';

/** What msal keys its accounts by: base64url of `{uid, utid}`. */
export const clientInfoOf = ({ company, user }: Account): string =>
  Buffer.from(JSON.stringify({ uid: user.id, utid: company.tenantId })).toString('base64url');

export interface UserTokenRequest {
  readonly grant: Grant;
  /** Narrows the grant to one resource; the grant's own scopes when absent. */
  readonly scope: string | undefined;
  readonly nonce: string | undefined;
  readonly proof: ClientProof;
  readonly clientInfo: boolean;
}

/**
 * The token answer for a user's grant. Throws AADSTS50057 for a disabled or vanished user, the tenant's policy
 * refusal, what the user is refused by, and 65001 when nobody consents to the app or to what is asked for any more.
 */
export function issueUserTokens(services: EntraServices, request: UserTokenRequest) {
  const { app, consents, directory, grants, settings, tokens } = services;
  const { grant, proof } = request;
  settings.enforcePolicy(grant.tenantId);
  const account = directory.account(grant.tenantId, grant.userId);
  if (account === undefined || !account.user.accountEnabled) throw new EntraError(50057);
  if (consents.of(grant.tenantId)?.userConsent !== true) throw new EntraError(65001, app.clientId);

  const requested = parseScopes(request.scope ?? grant.scopes.join(' '), app);
  settings.enforceUser(grant.userId);
  const scp = delegatedScopes(requested, app, consents.delegated(grant.tenantId, grant.userId));
  const lifetime = settings.tokenLifetime();
  return {
    token_type: 'Bearer',
    scope: grantedScope(requested, scp, app),
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: tokens.userAccessToken(account, requested.resource, scp, proof),
    ...(grant.scopes.includes('offline_access') ? { refresh_token: grants.issueRefreshToken(grant) } : {}),
    ...(requested.protocol.includes('openid') ? { id_token: tokens.idToken(account, request.nonce) } : {}),
    ...(request.clientInfo ? { client_info: clientInfoOf(account) } : {}),
  };
}

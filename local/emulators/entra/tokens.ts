import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../../shared/kernel/clock.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { type EntraApp, graphResource, issuerOf } from './app.ts';
import type { Account } from './directory.ts';
import { signJwt } from './jwt.ts';
import type { Settings } from './settings.ts';
import type { SigningKeys } from './signing-keys.ts';

/** How the client proved itself, as the claim `azpacr` says it. */
export type ClientProof = 'none' | 'secret' | 'certificate';
const azpacr: Readonly<Record<ClientProof, string>> = { none: '0', secret: '1', certificate: '2' };

export type Claims = Readonly<Record<string, unknown>>;

/** The app's own API, Graph, or a service of the tenant by its URI. */
export type Resource = 'api' | 'graph' | `https://${string}`;

export interface Tokens {
  userAccessToken(account: Account, resource: Resource, scp: readonly string[], proof: ClientProof): string;
  idToken(account: Account, nonce: string | undefined): string;
  appAccessToken(tenantId: string, resource: Resource, roles: readonly string[], proof: ClientProof): string;
  /** Signs what it is given after `iat`, `nbf`, `exp`, `uti` and `ver`; `claims` win over those. */
  sign(claims: Claims, lifetimeSeconds?: number): string;
}

/** The `oid` of the app's service principal in a tenant. */
const servicePrincipalId = (tenantId: string, app: EntraApp): string =>
  derivedId('service principal', tenantId, app.clientId);

const ifAny = (name: string, values: readonly string[]): Claims =>
  values.length === 0 ? {} : { [name]: values };

export function makeTokens(app: EntraApp, keys: SigningKeys, settings: Settings, clock: Clock): Tokens {
  const audience = (resource: Resource): string => {
    if (resource === 'api') return app.clientId;
    return resource === 'graph' ? graphResource : resource;
  };
  /** `sub` is pairwise: another value for each client. */
  const subject = (userId: string) =>
    createHash('sha256').update(`${userId}|${app.clientId}`).digest('base64url');

  const sign = (claims: Claims, lifetimeSeconds = settings.tokenLifetime()): string => {
    const now = Math.floor(clock.now() / 1000);
    const { kid, privateKey } = keys.active();
    const uti = randomBytes(16).toString('base64url');
    const times = { iat: now, nbf: now, exp: now + lifetimeSeconds };
    return signJwt({ kid }, { ...times, uti, ver: '2.0', ...claims }, privateKey);
  };

  const aboutUser = ({ company, user }: Account): Claims => ({
    iss: issuerOf(company.tenantId),
    tid: company.tenantId,
    oid: user.id,
    sub: subject(user.id),
    name: user.displayName,
    preferred_username: user.userPrincipalName,
  });
  const rolesOf = ({ user }: Account): Claims =>
    ifAny(
      'roles',
      user.appRoles.filter((role) => app.appRoles.includes(role)),
    );

  return {
    sign,
    userAccessToken: (account, resource, scp, proof) =>
      sign({
        aud: audience(resource),
        ...aboutUser(account),
        azp: app.clientId,
        azpacr: azpacr[proof],
        scp: scp.join(' '),
        ...(resource === 'api' ? rolesOf(account) : {}),
      }),
    idToken: (account, nonce) =>
      sign({
        aud: app.clientId,
        ...aboutUser(account),
        ...rolesOf(account),
        ...(nonce === undefined ? {} : { nonce }),
      }),
    appAccessToken: (tenantId, resource, roles, proof) =>
      sign({
        aud: audience(resource),
        iss: issuerOf(tenantId),
        tid: tenantId,
        oid: servicePrincipalId(tenantId, app),
        sub: servicePrincipalId(tenantId, app),
        azp: app.clientId,
        azpacr: azpacr[proof],
        idtyp: 'app',
        ...ifAny('roles', roles),
      }),
  };
}

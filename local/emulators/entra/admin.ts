import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { Fault, Faults } from '../loopback/faults.ts';
import { issuerOf } from './app.ts';
import { EntraError } from './errors.ts';
import { signJwt } from './jwt.ts';
import type { EntraServices } from './services.ts';
import type { PolicyCode, UserRefusal } from './settings.ts';
import type { Claims } from './tokens.ts';

export interface ForgedToken {
  readonly tenantId: string;
  /** A user principal name or object id: the user's claims and seeded roles; app-only when absent. */
  readonly user?: string;
  /** `aud`; the app's client id when absent. */
  readonly audience?: string;
  /** Overrides any claim; null removes one. */
  readonly claims?: Claims;
  /** May be negative: a token that has expired already. */
  readonly lifetimeSeconds?: number;
  /** `active` by default; `unpublished` signs with a key that is in no key set, under a `kid` of its own. */
  readonly key?: 'active' | 'unpublished';
  /** Overrides header parameters, e.g. `{ kid: 'other' }`. */
  readonly header?: Claims;
}

/** What tests and the demo may do to this Entra; the same over HTTP under `/_emulator/`. */
export interface EntraAdmin {
  /** Admin consent without the page; all required permissions unless some are named. */
  grantConsent(tenant: string, permissions?: readonly string[]): void;
  /** Takes what users allowed the app to do for them away again: everybody's, or one user's own consent. */
  withdrawDelegated(tenant: string, userId?: string): void;
  /** Whether users may consent by themselves, as they may unless it is changed. */
  allowUserConsent(on: boolean): void;
  /** Refuses a user's tokens until he signs in anew; 50057, a disabled account, until undefined lifts it. */
  refuseUser(userId: string, code: UserRefusal | undefined): void;
  /** `keep-principal` (default): answers as the withdrawal setting says. `remove`: as if never consented. */
  withdrawConsent(tenant: string, how?: 'keep-principal' | 'remove'): void;
  answerAfterWithdrawal(code: 65001 | 700016): void;
  /** Every token of the tenant is refused by device or access policy until it is unblocked. */
  blockTenant(tenant: string, code?: PolicyCode): void;
  unblockTenant(tenant: string): void;
  /** `forget` also takes the old key out of the key set at once. */
  rotateKeys(options?: { readonly forget?: boolean }): void;
  setTokenLifetime(seconds: number): void;
  requireSingleUseAssertions(on: boolean): void;
  /** Answers how many refresh tokens were revoked. */
  revokeRefreshTokens(filter?: { readonly tenantId?: string; readonly userId?: string }): number;
  issueToken(token: ForgedToken): string;
  injectFault(fault: Fault): void;
  clearFaults(): void;
}

export function makeAdmin(services: EntraServices, faults: Faults): EntraAdmin {
  const { app, clock, consents, directory, grants, keys, settings } = services;
  const idOf = (tenant: string): string => directory.tenant(tenant).tenantId;

  const baseClaims = ({ tenantId, user }: ForgedToken): Claims => {
    const common = { iss: issuerOf(tenantId), tid: tenantId, azp: app.clientId, azpacr: '0', ver: '2.0' };
    if (user === undefined) return { ...common, oid: app.clientId, sub: app.clientId, idtyp: 'app' };
    const account = directory.byHint(tenantId, user);
    if (account === undefined) throw new EntraError(50034, user);
    const { id, displayName, userPrincipalName, appRoles } = account.user;
    const about = { oid: id, sub: id, name: displayName, preferred_username: userPrincipalName };
    const roles = appRoles.length === 0 ? {} : { roles: appRoles };
    return { ...common, ...about, ...roles, scp: (app.scopes ?? ['access_as_user']).join(' ') };
  };

  const issueToken = (forged: ForgedToken): string => {
    const now = Math.floor(clock.now() / 1000);
    const lifetime = forged.lifetimeSeconds ?? settings.tokenLifetime();
    // An expired token was issued before it expired.
    const issued = lifetime > 0 ? now : now + lifetime - 3600;
    const claims = Object.entries({
      aud: forged.audience ?? app.clientId,
      ...baseClaims(forged),
      iat: issued,
      nbf: issued,
      exp: now + lifetime,
      uti: randomUUID(),
      ...forged.claims,
    }).filter(([, value]) => value !== null);
    const { kid, privateKey } =
      forged.key === 'unpublished'
        ? { kid: randomUUID(), ...generateKeyPairSync('rsa', { modulusLength: 2048 }) }
        : keys.active();
    return signJwt({ kid, ...forged.header }, Object.fromEntries(claims), privateKey);
  };

  return {
    grantConsent: (tenant, permissions = app.requiredPermissions.graph) =>
      consents.grant(idOf(tenant), permissions, app.delegatedPermissions),
    withdrawDelegated: (tenant, userId) => consents.withdrawDelegated(idOf(tenant), userId),
    allowUserConsent: (on) => settings.setUserConsentAllowed(on),
    refuseUser: (userId, code) => settings.refuseUser(userId, code),
    withdrawConsent: (tenant, how = 'keep-principal') =>
      how === 'remove' ? consents.remove(idOf(tenant)) : consents.withdraw(idOf(tenant)),
    answerAfterWithdrawal: (code) => settings.setAfterWithdrawal(code),
    blockTenant: (tenant, code = 53003) => settings.setPolicy(idOf(tenant), code),
    unblockTenant: (tenant) => settings.setPolicy(idOf(tenant), undefined),
    rotateKeys: (options) => keys.rotate(options),
    setTokenLifetime: (seconds) => settings.setTokenLifetime(seconds),
    requireSingleUseAssertions: (on) => settings.setSingleUseAssertions(on),
    revokeRefreshTokens: (filter) => grants.revoke(filter),
    issueToken,
    injectFault: faults.inject,
    clearFaults: faults.clear,
  };
}

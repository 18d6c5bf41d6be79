import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { makeAccessTokens } from '../../../shared/adapters/entra/access-tokens.ts';
import { makeSigningKeys } from '../../../shared/adapters/entra/signing-keys.ts';
import type { Authenticate } from '../../../shared/http/principal.ts';
import type { Clock } from '../../../shared/kernel/clock.ts';

export const audience = 'c11e0000-0000-4000-8000-00000000000a';
const issuer = 'https://login.microsoftonline.com/{tenantid}/v2.0';
export const issuerOf = (tenantId: string): string => issuer.replace('{tenantid}', tenantId);

export type Claims = Readonly<Record<string, unknown>>;

/** Entra's key ring as far as tokens go: one key for every tenant, one that belongs to a single tenant's issuer. */
export const makeEntraKeys = async (clock: Clock, onlyFor: string) => {
  const common = await generateKeyPair('RS256', { extractable: true });
  const tenants = await generateKeyPair('RS256', { extractable: true });
  const unpublished = await generateKeyPair('RS256', { extractable: true });
  const jwk = async (key: CryptoKey, kid: string, of: string) => ({
    ...(await exportJWK(key)),
    use: 'sig',
    kid,
    issuer: of,
  });
  const publicJwk = await jwk(common.publicKey, 'common', issuer);
  const keySet = { keys: [publicJwk, await jwk(tenants.publicKey, 'tenants', issuerOf(onlyFor))] };
  let fetched = 0;

  const authenticate: Authenticate = makeAccessTokens({
    keys: makeSigningKeys({
      keySetUrl: 'https://login.microsoftonline.com/common/discovery/v2.0/keys',
      clock,
      fetch: async () => {
        fetched++;
        return Response.json(keySet);
      },
    }),
    clock,
    audiences: [audience],
    issuer,
  });

  const seconds = () => Math.floor(clock.now() / 1000);
  /** Claims of a good token; whoever wants a bad one changes them. */
  const claimsOf = (tenantId: string, oid: string, roles: readonly string[] = ['Admin']): Claims => ({
    iss: issuerOf(tenantId),
    aud: audience,
    tid: tenantId,
    oid,
    sub: `pairwise-${oid}`,
    ver: '2.0',
    iat: seconds(),
    nbf: seconds(),
    exp: seconds() + 3600,
    azp: 'a1100000-0000-4000-8000-00000000000b',
    azpacr: '1',
    scp: 'access_as_user',
    roles,
  });
  const sign = (
    claims: Claims,
    header: Readonly<Record<string, unknown>> = {},
    key: CryptoKey = common.privateKey,
  ): Promise<string> =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'common', ...header })
      .sign(key);

  return {
    authenticate,
    claimsOf,
    sign,
    publicJwk,
    keys: {
      common: common.privateKey,
      tenants: tenants.privateKey,
      unpublished: unpublished.privateKey,
    },
    /** How often the key set was asked for. */
    fetched: () => fetched,
  };
};

export type EntraKeys = Awaited<ReturnType<typeof makeEntraKeys>>;

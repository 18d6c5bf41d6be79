import { compactVerify, decodeProtectedHeader } from 'jose';
import * as z from 'zod';
import type { Authenticate, Principal } from '../../http/principal.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Unauthenticated } from '../../kernel/failures.ts';
import { isGuid, tenantId } from '../../kernel/ids.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { SigningKey, SigningKeys } from './signing-keys.ts';

export interface AccessTokenOptions {
  readonly keys: SigningKeys;
  readonly clock: Clock;
  /** Own client id, and `api://…` where tokens are issued for that name. */
  readonly audiences: readonly string[];
  /** With `{tenantid}`; Entra's is `https://login.microsoftonline.com/{tenantid}/v2.0`. */
  readonly issuer: string;
}

/** Entra's are 1 to 3 KB; with hundreds of groups still below. */
const maxTokenBytes = 16 * 1024;
/** Between Entra's clock and ours. */
const skewSeconds = 60;

const headerSchema = z.object({
  alg: z.literal('RS256'),
  // An id token is a `JWT` too; `at+jwt` is RFC 9068.
  typ: z.string().regex(/^(at\+)?jwt$/i),
  kid: z.string().min(1).max(256),
});

const claimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
  tid: z.string().refine(isGuid),
  oid: z.string().refine(isGuid),
  sub: z.string(),
  ver: z.literal('2.0'),
  exp: z.number(),
  nbf: z.number(),
  // Of access tokens only: the application that asked for it, and how it proved itself (0: not at all).
  azp: z.string().min(1),
  azpacr: z.enum(['0', '1', '2']),
  scp: z.string().optional(),
  roles: z.array(z.string()).default([]),
  idtyp: z.enum(['app', 'user']).optional(),
  xms_pl: z.string().optional(),
});
type Claims = z.output<typeof claimsSchema>;

const refused = (reason: Unauthenticated['reason']): Result<never, Unauthenticated> =>
  err({ type: 'unauthenticated', reason });

/**
 * Judges access tokens of Entra (v2, RS256) for our own API. Nothing in a token is believed before its signature holds,
 * and a key signs only for the issuer that the key set names for it.
 */
export const makeAccessTokens = ({ keys, clock, audiences, issuer }: AccessTokenOptions): Authenticate => {
  return async (authorization) => {
    if (authorization === null) return refused('missing-token');
    const token = /^Bearer +([A-Za-z0-9_.-]+)$/i.exec(authorization)?.[1];
    if (token === undefined || token.length > maxTokenBytes) return refused('invalid-token');
    const kid = keyIdOf(token);
    if (kid === undefined) return refused('invalid-token');
    const found = await keys(kid);
    if (!found.ok) return found;
    if (found.value === undefined) return refused('invalid-token');
    const claims = await verifiedClaims(token, found.value);
    if (claims === undefined) return refused('invalid-token');

    const expectedIssuer = issuer.replace('{tenantid}', claims.tid);
    const now = clock.now() / 1000;
    if (
      claims.iss !== expectedIssuer ||
      found.value.issuer.replace('{tenantid}', claims.tid) !== expectedIssuer ||
      !audiences.includes(claims.aud) ||
      now < claims.nbf - skewSeconds
    ) {
      return refused('invalid-token');
    }
    if (now >= claims.exp + skewSeconds) return refused('expired-token');
    const principal = principalOf(claims);
    return principal === undefined ? refused('invalid-token') : ok(principal);
  };
};

const keyIdOf = (token: string): string | undefined => {
  try {
    const header = headerSchema.safeParse(decodeProtectedHeader(token));
    return header.success ? header.data.kid : undefined;
  } catch {
    return undefined;
  }
};

const verifiedClaims = async (token: string, { key }: SigningKey): Promise<Claims | undefined> => {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: ['RS256'] });
    const claims = claimsSchema.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    return claims.success ? claims.data : undefined;
  } catch {
    return undefined;
  }
};

/**
 * A user's token has scopes. An application's has none, stands for itself (`sub` is its own `oid`) and was given to a
 * client that proved itself. What is neither is an id token or something not meant for us.
 */
const principalOf = (claims: Claims): Principal | undefined => {
  const scopes = (claims.scp ?? '').split(' ').filter((scope) => scope !== '');
  const forUser = scopes.length > 0 && claims.idtyp !== 'app';
  const forApp =
    claims.scp === undefined &&
    claims.idtyp !== 'user' &&
    claims.roles.length > 0 &&
    (claims.idtyp === 'app' || claims.azpacr !== '0') &&
    claims.sub === claims.oid;
  if (!forUser && !forApp) return undefined;
  const language = claims.xms_pl?.slice(0, 2).toLowerCase();
  return {
    tenantId: tenantId(claims.tid),
    kind: forUser ? 'user' : 'app',
    oid: claims.oid.toLowerCase(),
    roles: claims.roles,
    scopes,
    ...((language === 'de' || language === 'en') && { language }),
  };
};

import type { Clock } from '../../../shared/kernel/clock.ts';
import { graphResource, issuerOf } from './app.ts';
import { decodeJwt } from './jwt.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { Claims } from './tokens.ts';

export interface GraphCaller {
  readonly tenantId: string;
  readonly appId: string;
  /** The user of a delegated token; absent when the app acts for itself. */
  readonly oid?: string;
  /** `roles` of an app-only token, the parts of `scp` of a delegated one. */
  readonly permissions: readonly string[];
}

export type Refused = 'expired' | 'invalid';

export interface TokenVerification {
  /** Judges signature, audience and times of a token (with or without `Bearer `); answers its claims. */
  verifyToken(bearer: string, audience: string): Claims | Refused;
  /** What the Graph emulator asks about each request: its `verifyToken`. */
  verifyGraphToken(bearer: string): Promise<GraphCaller | Refused>;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export function makeTokenVerification(keys: SigningKeys, clock: Clock): TokenVerification {
  const verifyToken = (bearer: string, audience: string): Claims | Refused => {
    const jwt = decodeJwt(bearer.replace(/^Bearer /i, ''));
    const key = jwt === undefined ? undefined : keys.find(text(jwt.header['kid']) ?? '');
    if (jwt === undefined || key === undefined || !jwt.isSignedBy(key.publicKey)) return 'invalid';
    const { aud, exp, nbf } = jwt.claims;
    if (aud !== audience || typeof exp !== 'number') return 'invalid';
    const now = clock.now() / 1000;
    if (typeof nbf === 'number' && nbf > now) return 'invalid';
    return exp <= now ? 'expired' : jwt.claims;
  };

  return {
    verifyToken,
    verifyGraphToken: async (bearer) => {
      const claims = verifyToken(bearer, graphResource);
      if (claims === 'expired' || claims === 'invalid') return claims;
      const tenantId = text(claims['tid']);
      const appId = text(claims['azp']);
      if (tenantId === undefined || appId === undefined || claims['iss'] !== issuerOf(tenantId))
        return 'invalid';
      const oid = text(claims['oid']);
      const caller = { tenantId, appId };
      const scp = text(claims['scp']);
      if (scp !== undefined && oid !== undefined) return { ...caller, oid, permissions: scp.split(' ') };
      const { roles } = claims;
      return { ...caller, permissions: Array.isArray(roles) ? roles.map(String) : [] };
    },
  };
}

import { createHash, timingSafeEqual, X509Certificate } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { compactVerify, decodeJwt as decodeClaims, decodeProtectedHeader } from 'jose';
import type { Clock } from '../../../shared/kernel/clock.ts';
import type { EntraApp } from './app.ts';
import { EntraError } from './errors.ts';
import type { Settings } from './settings.ts';
import type { ClientProof } from './tokens.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export interface PresentedClient {
  readonly secret: string | undefined;
  readonly assertion: string | undefined;
  readonly assertionType: string | undefined;
  /** What `aud` of an assertion may be: the token endpoint or the issuer of the tenant asked. */
  readonly audiences: readonly string[];
}

const sha = (algorithm: 'sha1' | 'sha256', data: Uint8Array | string): string =>
  createHash(algorithm).update(data).digest('base64url');

/** Seconds by which `nbf` may lie ahead and `exp` behind. */
const skew = 60;

/**
 * Judges a client's secret or certificate assertion; a client that presents neither is public.
 * Throws AADSTS7000215, 700021, 700023, 700024 or 700027.
 */
export function makeClientAuthentication(
  app: EntraApp,
  settings: Settings,
  database: DatabaseSync,
  clock: Clock,
): (presented: PresentedClient) => Promise<ClientProof> {
  const certificate = app.certificate === undefined ? undefined : new X509Certificate(app.certificate);

  const checkSecret = (secret: string): ClientProof => {
    const [given, expected] = [secret, app.clientSecret ?? ''].map((text) =>
      Buffer.from(sha('sha256', text)),
    );
    const same = given !== undefined && expected !== undefined && timingSafeEqual(given, expected);
    if (app.clientSecret === undefined || !same) throw new EntraError(7000215);
    return 'secret';
  };

  const checkSignature = async (assertion: string): Promise<void> => {
    if (certificate === undefined) throw new EntraError(700027, 'the application has no certificate');
    const header = decodeProtectedHeader(assertion);
    const named =
      header['x5t#S256'] === sha('sha256', certificate.raw) || header.x5t === sha('sha1', certificate.raw);
    if (!named) throw new EntraError(700027, 'the thumbprint is not that of a registered certificate');
    await compactVerify(assertion, certificate.publicKey, { algorithms: ['PS256', 'RS256'] });
  };

  const checkReplay = (assertion: string, jti: string | undefined, exp: number): void => {
    if (jti === undefined) throw new EntraError(700027, 'it has no jti');
    const hash = sha('sha256', assertion);
    database.prepare('DELETE FROM used_assertion WHERE expires_at <= ?').run(clock.now() - skew * 1000);
    const used = database.prepare('SELECT hash FROM used_assertion WHERE jti = ?').get(jti) as
      | { hash: string }
      | undefined;
    if (used !== undefined && (settings.singleUseAssertions() || used.hash !== hash))
      throw new EntraError(700027, 'its jti was used before');
    database
      .prepare('INSERT OR REPLACE INTO used_assertion (jti, hash, expires_at) VALUES (?, ?, ?)')
      .run(jti, hash, exp * 1000);
  };

  const checkAssertion = async (assertion: string, audiences: readonly string[]): Promise<ClientProof> => {
    await checkSignature(assertion).catch((error: unknown) => {
      throw error instanceof EntraError ? error : new EntraError(700027, 'signature or format');
    });
    const claims = decodeClaims(assertion);
    if (claims.iss !== app.clientId || claims.sub !== app.clientId) throw new EntraError(700021);
    if (typeof claims.aud !== 'string' || !audiences.includes(claims.aud)) throw new EntraError(700023);
    const now = clock.now() / 1000;
    if (claims.exp === undefined || claims.exp + skew <= now || (claims.nbf ?? 0) - skew > now)
      throw new EntraError(700024);
    checkReplay(assertion, claims.jti, claims.exp);
    return 'certificate';
  };

  return async (presented) => {
    if (presented.assertion !== undefined) {
      if (presented.assertionType !== assertionType) throw new EntraError(90014, 'client_assertion_type');
      return checkAssertion(presented.assertion, presented.audiences);
    }
    return presented.secret === undefined ? 'none' : checkSecret(presented.secret);
  };
}

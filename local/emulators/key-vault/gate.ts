import type { MiddlewareHandler } from 'hono';
import type { Clock } from '../../../shared/kernel/clock.ts';
import { badParameter, errorEnvelope, VaultError } from './errors.ts';

export interface TokenRules {
  /** False lets requests without a token in, as long as they are complete (see `isProbe`). */
  readonly requireToken: boolean;
  /** The tenant that the challenge sends clients to. */
  readonly tenantId: string;
  /** Judges a bearer token; every token is good when absent. */
  readonly verifyToken?: (token: string) => boolean | Promise<boolean>;
}

/** The Azure clients send their first request without token and body, and expect the challenge in return. */
const isProbe = ({ method, headers }: Request): boolean =>
  method !== 'GET' && (headers.get('content-length') ?? '0') === '0' && !headers.has('transfer-encoding');

/** Answers 401 with Key Vault's challenge to whoever shows no (good) token. */
export function tokenGate({ requireToken, tenantId, verifyToken }: TokenRules): MiddlewareHandler {
  const challenge = `Bearer authorization="https://login.microsoftonline.com/${tenantId}", resource="https://vault.azure.net"`;
  return async (context, next) => {
    const refuse = (message: string, more = '') =>
      context.json(errorEnvelope('Unauthorized', message), 401, { 'www-authenticate': challenge + more });
    const token = /^Bearer (.+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
    if (token === undefined)
      return requireToken || isProbe(context.req.raw)
        ? refuse('AKV10000: Request is missing a Bearer or PoP token.')
        : next();
    if (verifyToken !== undefined && !(await verifyToken(token)))
      return refuse(
        'AKV10022: Invalid audience, issuer, signature or expired token.',
        ', error="invalid_token"',
      );
    return next();
  };
}

export const apiVersionGate: MiddlewareHandler = async (context, next) => {
  const version = context.req.query('api-version');
  if (version === undefined) throw badParameter('The api-version query parameter must be specified.');
  if (!/^(7\.\d(-preview\.\d+)?|20\d\d-\d\d-\d\d(-preview)?)$/.test(version))
    throw badParameter(`The specified version (${version}) is not recognized.`);
  await next();
};

/** Transactions that one vault does in ten seconds (service limit for secrets and software keys). */
const windowMs = 10_000;

/** Throttles by fixed windows of the clock: 429 `Throttled` once the window's transactions are used up. */
export function makeThrottle(clock: Clock, limit: () => number): MiddlewareHandler {
  let windowStart = 0;
  let used = 0;
  return async (_context, next) => {
    if (clock.now() - windowStart >= windowMs) {
      windowStart = clock.now();
      used = 0;
    }
    used += 1;
    if (used > limit())
      throw new VaultError(
        429,
        'Throttled',
        'Request was not processed because too many requests were received.',
      );
    await next();
  };
}

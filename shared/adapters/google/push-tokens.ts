import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { type Clock, toDate } from '../../kernel/clock.ts';
import type { Unauthenticated } from '../../kernel/failures.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { GoogleStore } from '../../store-purchases/stores.ts';

export interface PushTokenOptions {
  /** Of Google's keys. */
  readonly keySetUrl: string;
  /** What the subscription of Pub/Sub was set up with: our own address. */
  readonly audience: string;
  /** E-mail address of the service account that the subscription pushes as. */
  readonly account: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/** Google writes both. */
const issuers = ['https://accounts.google.com', 'accounts.google.com'];
const skewSeconds = 60;

/** [L5] Whether Pub/Sub pushes: its token is signed by Google, for this address, as the one account that was set up. */
export const makeAdmitPush = (options: PushTokenOptions): GoogleStore['admitPush'] => {
  const { keySetUrl, audience, account, clock, timeoutMs } = options;
  const keys = createRemoteJWKSet(new URL(keySetUrl), { timeoutDuration: timeoutMs });
  return async (authorization) => {
    if (authorization === null) return refused('missing-token');
    const token = /^Bearer +([A-Za-z0-9_.-]{1,8192})$/i.exec(authorization)?.[1];
    if (token === undefined) return refused('invalid-token');
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['RS256'],
        issuer: issuers,
        audience,
        requiredClaims: ['exp', 'iat'],
        clockTolerance: skewSeconds,
        currentDate: toDate(clock.now()),
      });
      const isAccount = payload['email'] === account && payload['email_verified'] === true;
      return isAccount ? ok(true) : refused('invalid-token');
    } catch (error) {
      if (error instanceof errors.JWTExpired) return refused('expired-token');
      if (error instanceof errors.JWKSTimeout || !isTokensFault(error)) {
        return err({ type: 'unavailable', service: 'google-keys' });
      }
      return refused('invalid-token');
    }
  };
};

/** Everything that jose says of a token; what the network says is no class of its own, or the bare `JOSEError`. */
const isTokensFault = (error: unknown): boolean =>
  error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC';

const refused = (reason: Unauthenticated['reason']): Result<never, Unauthenticated> =>
  err({ type: 'unauthenticated', reason });

import { createPublicKey } from 'node:crypto';
import { Hono } from 'hono';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import type { Clock } from '../../../shared/kernel/clock.ts';
import { stackApp } from './stack-app.ts';

/** A subscription in the shape of its signed parts, which are stamped with the time of each answer. */
export interface AppleSubscription {
  /** With `originalTransactionId`. */
  readonly transaction: Readonly<Record<string, unknown>>;
  readonly renewal?: Readonly<Record<string, unknown>>;
}

export const appleHosts = {
  Production: 'api.storekit.apple.com',
  Sandbox: 'api.storekit-sandbox.apple.com',
} as const;
export type AppleEnvironment = keyof typeof appleHosts;

export interface AppleState {
  readonly environment: AppleEnvironment;
  /** By original transaction id. */
  readonly subscriptions: ReadonlyMap<string, AppleSubscription>;
  /** PEM of the key that was given out. */
  readonly serverKey: string;
  readonly sign: (payload: object) => string;
  readonly clock: Clock;
  /** Per hour. */
  readonly mostRequests: number;
}

const hour = 60 * 60_000;
const longestSeconds = 60 * 60;

const problem = (errorCode: number, errorMessage: string) => ({ errorCode, errorMessage });

/** Apple's statuses 1 to 5: active, expired, billing retry, grace, revoked. */
const statusOf = ({ transaction, renewal }: AppleSubscription, now: number): number => {
  if (transaction['revocationDate'] !== undefined) return 5;
  if (Number(transaction['expiresDate']) > now) return 1;
  if (Number(renewal?.['gracePeriodExpiresDate'] ?? 0) > now) return 4;
  return renewal?.['isInBillingRetryPeriod'] === true ? 3 : 2;
};

/** One environment of the App Store Server API: Get All Subscription Statuses, and a loud no to everything else. */
export const appleRoutes = ({ environment, subscriptions, sign, clock, ...state }: AppleState): Hono => {
  const key = createPublicKey(state.serverKey);
  const http = new Hono();
  let window = 0;
  let requests = 0;

  const isAllowed = async (authorization: string | undefined): Promise<boolean> => {
    const token = authorization?.replace(/^Bearer /, '') ?? '';
    try {
      if (decodeProtectedHeader(token).kid !== stackApp.keyId) return false;
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['ES256'],
        issuer: stackApp.issuerId,
        audience: 'appstoreconnect-v1',
        requiredClaims: ['iat', 'exp'],
        currentDate: new Date(clock.now()),
        clockTolerance: 5,
      });
      const { iat = 0, exp = 0 } = payload;
      return payload['bid'] === stackApp.bundleId && exp - iat <= longestSeconds;
    } catch {
      return false;
    }
  };

  http.use(async (context, next) => {
    if (!(await isAllowed(context.req.header('authorization'))))
      return context.text('Unauthenticated\n', 401);
    const now = Math.floor(clock.now() / hour);
    if (now !== window) [window, requests] = [now, 0];
    requests += 1;
    if (requests <= state.mostRequests) return next();
    const retryAfter = String((window + 1) * hour);
    return context.json(problem(4290000, 'Rate limit exceeded.'), 429, { 'retry-after': retryAfter });
  });

  http.get('/inApps/v1/subscriptions/:id', (context) => {
    const id = context.req.param('id');
    if (!/^\d+$/.test(id)) return context.json(problem(4000006, 'Invalid transaction id.'), 400);
    const subscription = subscriptions.get(id);
    if (subscription === undefined) return context.json(problem(4040010, 'Transaction id not found.'), 404);
    const signedDate = clock.now();
    const { transaction, renewal } = subscription;
    const item = {
      originalTransactionId: transaction['originalTransactionId'],
      status: statusOf(subscription, signedDate),
      signedTransactionInfo: sign({ ...transaction, environment, signedDate }),
      ...(renewal && { signedRenewalInfo: sign({ ...renewal, environment, signedDate }) }),
    };
    const wanted = context.req.queries('status') ?? [];
    const lastTransactions = wanted.length === 0 || wanted.includes(String(item.status)) ? [item] : [];
    return context.json({
      environment,
      bundleId: stackApp.bundleId,
      ...(environment === 'Production' ? { appAppleId: stackApp.appId } : {}),
      data: [{ subscriptionGroupIdentifier: '20000001', lastTransactions }],
    });
  });
  http.all('*', (context) =>
    context.json(problem(5010000, `${context.req.path} is not served by this emulator.`), 501),
  );
  return http;
};

import { Hono } from 'hono';
import type { Clock } from '../../../shared/kernel/clock.ts';
import { type GoogleKey, keySetOf, type ServiceAccount } from './google-keys.ts';

/** A purchase in the shape of `SubscriptionPurchaseV2`. */
export type PlayPurchase = Readonly<Record<string, unknown>>;

export interface PlayState {
  readonly packageName: string;
  readonly purchases: Map<string, PlayPurchase>;
  readonly account: ServiceAccount;
  readonly key: GoogleKey;
  readonly clock: Clock;
}

const tokenSeconds = 3600;

const error = (code: number, message: string, status: string) => ({
  error: { code, message, errors: [{ message, domain: 'global', reason: status }] },
});

/** Google's hosts, each below its own name: tokens, keys, and of the publisher API what reads and acknowledges. */
export const playRoutes = ({ packageName, purchases, account, key, clock }: PlayState): Hono => {
  const http = new Hono();
  const given = new Map<string, number>();

  http.post('/oauth2.googleapis.com/token', async (context) => {
    const form = await context.req.parseBody();
    const { assertion } = form;
    const isGrant = form['grant_type'] === 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    if (!isGrant || typeof assertion !== 'string' || !account.hasSigned(assertion, clock)) {
      return context.json({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }, 400);
    }
    const token = `ya29.local-${given.size + 1}`;
    given.set(token, clock.now() + tokenSeconds * 1000);
    return context.json({ access_token: token, expires_in: tokenSeconds, token_type: 'Bearer' });
  });

  http.get('/www.googleapis.com/oauth2/v3/certs', (context) => context.json(keySetOf(key)));

  const publisher = new Hono();
  publisher.use(async (context, next) => {
    const token = context.req.header('authorization')?.replace(/^Bearer /, '') ?? '';
    if ((given.get(token) ?? 0) <= clock.now()) {
      return context.json(error(401, 'Request had invalid authentication credentials.', 'authError'), 401);
    }
    return next();
  });
  const found = (app: string, token: string) => (app === packageName ? purchases.get(token) : undefined);
  const unknown = error(404, 'The purchase token was not found.', 'purchaseTokenNotFound');
  publisher.get('/:app/purchases/subscriptionsv2/tokens/:token', (context) => {
    const purchase = found(context.req.param('app'), context.req.param('token'));
    return purchase === undefined ? context.json(unknown, 404) : context.json(purchase);
  });
  publisher.post('/:app/purchases/subscriptions/:product/tokens/:token{.+:acknowledge}', (context) => {
    const token = context.req.param('token').replace(/:acknowledge$/, '');
    const purchase = found(context.req.param('app'), token);
    if (purchase === undefined) return context.json(unknown, 404);
    purchases.set(token, { ...purchase, acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED' });
    return context.body(null, 204);
  });
  http.route('/androidpublisher.googleapis.com/androidpublisher/v3/applications', publisher);
  return http;
};

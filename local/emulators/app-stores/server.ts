import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Emulator, EmulatorOptions } from '../emulator.ts';
import { makeCounts } from '../loopback/counts.ts';
import { makeFaults } from '../loopback/faults.ts';
import { listen } from '../loopback/listen.ts';
import { type AppleChain, makeAppleChain, signAsApple } from './apple-chain.ts';
import { type AppleEnvironment, type AppleSubscription, appleHosts, appleRoutes } from './apple-routes.ts';
import { makeGoogleKey, pushToken, type ServiceAccount } from './google-keys.ts';
import { type PlayPurchase, playRoutes } from './play-routes.ts';
import { makeServerKey } from './stack-app.ts';

export interface AppStoresOptions extends Omit<EmulatorOptions, 'stateFile'> {
  readonly packageName: string;
  /** Whose key the application has. */
  readonly account: ServiceAccount;
  /** The service account that Pub/Sub pushes as. */
  readonly pushAccount: string;
  /** Below which the application takes notifications. */
  readonly publicUrl: string;
  /** A chain of its own unless told. */
  readonly chain?: AppleChain;
  /** PEM of the key of Apple's server API; one of its own unless told. */
  readonly serverKey?: string;
  /** Requests an hour to Apple's server API; unless told as many as Apple allows. */
  readonly mostAppleRequests?: number;
}

export interface AppStoresEmulator extends Emulator {
  readonly chain: AppleChain;
  readonly serverKey: string;
  /** Apple's, by environment and original transaction id. */
  readonly subscriptions: Readonly<Record<AppleEnvironment, Map<string, AppleSubscription>>>;
  readonly purchases: Map<string, PlayPurchase>;
  readonly audience: string;
  /** Signs a transaction, a renewal or a notification. */
  sign(payload: object): string;
  /** A push's token; `claims` stand in for its own. */
  pushToken(claims?: Readonly<Record<string, unknown>>): string;
  /** Sends what the App Store sends; answers the status. */
  notifyAsApple(payload: object): Promise<number>;
  /** Sends what Pub/Sub sends; answers the status. */
  pushAsGoogle(notification: object): Promise<number>;
  failNext(fault: Parameters<ReturnType<typeof makeFaults>['inject']>[0]): void;
}

/** 50 a second, counted by the hour; a tenth of that in the sandbox. */
const appleRequests: Readonly<Record<AppleEnvironment, number>> = { Production: 180_000, Sandbox: 18_000 };
const environments = Object.keys(appleHosts) as readonly AppleEnvironment[];

/** Both stores, as far as the application meets them; the README lists what is served. */
export const startAppStores = async (options: AppStoresOptions): Promise<AppStoresEmulator> => {
  const { clock, packageName, account, pushAccount, publicUrl } = options;
  const chain = options.chain ?? makeAppleChain({ now: clock.now() });
  const key = makeGoogleKey('google-1');
  const serverKey = options.serverKey ?? makeServerKey();
  const subscriptions = {
    Production: new Map<string, AppleSubscription>(),
    Sandbox: new Map<string, AppleSubscription>(),
  };
  const purchases = new Map<string, PlayPurchase>();
  const counts = makeCounts();
  const faults = makeFaults((status) => ({ error: { code: status, message: 'An injected fault.' } }));
  const audience = `${publicUrl}/v1/store-notifications/google`;

  const sign = (payload: object) => signAsApple(chain, payload);
  const tokenOf = (claims = {}) => pushToken(key, { audience, account: pushAccount, clock }, claims);
  const post = async (url: string, body: object, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    await answer.arrayBuffer();
    return answer.status;
  };
  const notifyAsApple = (payload: object) =>
    post(`${publicUrl}/v1/store-notifications/apple`, { signedPayload: sign(payload) });
  const pushAsGoogle = (notification: object) => {
    const data = Buffer.from(JSON.stringify(notification)).toString('base64');
    const message = { data, messageId: randomUUID(), publishTime: new Date(clock.now()).toISOString() };
    const subscription = 'projects/switchboard-local/subscriptions/play';
    return post(audience, { message, subscription }, { authorization: `Bearer ${tokenOf()}` });
  };

  const http = new Hono();
  http.use(async (context, next) => {
    if (!context.req.path.startsWith('/_emulator/')) counts.add('httpCalls');
    return next();
  });
  http.use(faults.middleware);
  http.route('/', playRoutes({ packageName, purchases, account, key, clock }));
  for (const environment of environments) {
    const of = { environment, subscriptions: subscriptions[environment], serverKey, sign, clock };
    const mostRequests = options.mostAppleRequests ?? appleRequests[environment];
    http.route(`/${appleHosts[environment]}`, appleRoutes({ ...of, mostRequests }));
  }
  http.post('/_emulator/apple/sign', async (context) =>
    context.json({ signed: sign(await context.req.json()) }),
  );
  http.post('/_emulator/apple/notify', async (context) =>
    context.json({ status: await notifyAsApple(await context.req.json()) }),
  );
  http.put('/_emulator/apple/subscriptions/:environment/:id', async (context) => {
    const { environment, id } = context.req.param();
    const known = environments.find((each) => each === environment);
    if (known === undefined) return context.text(`no environment of ${environments.join(' and ')}\n`, 404);
    subscriptions[known].set(id, await context.req.json());
    return context.body(null, 204);
  });
  http.put('/_emulator/google/purchases/:token', async (context) => {
    purchases.set(context.req.param('token'), await context.req.json());
    return context.body(null, 204);
  });
  http.post('/_emulator/google/push', async (context) =>
    context.json({ status: await pushAsGoogle(await context.req.json()) }),
  );

  const listening = await listen(http, options.port);
  return {
    name: 'app-stores',
    url: listening.url,
    chain,
    serverKey,
    subscriptions,
    purchases,
    audience,
    sign,
    pushToken: tokenOf,
    notifyAsApple,
    pushAsGoogle,
    failNext: faults.inject,
    counters: counts.all,
    resetCounters: counts.reset,
    close: listening.close,
  };
};

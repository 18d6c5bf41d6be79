import { makeAdmitPush } from '../../shared/adapters/google/push-tokens.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { Secrets } from '../../shared/kernel/secrets.ts';
import type { AppleStore, AppStores, GoogleStore } from '../../shared/store-purchases/stores.ts';
import { googleNotificationsPath } from '../http/store-notifications.ts';
import { once, onDemand } from '../on-demand.ts';

/** [L5] The stores that the settings name; their libraries are loaded when somebody buys. */
export const makeAppStores = (
  config: Config,
  deps: { readonly secrets: Secrets; readonly clock: Clock },
): AppStores => {
  const { apple, google } = config.stores;
  return {
    ...(apple && {
      apple: appleStore(
        apple.server !== undefined,
        once(async () => (await import('./apple-store.ts')).makeApple(config, apple, deps)),
      ),
    }),
    ...(google && {
      google: {
        packageName: google.packageName,
        admitPush: makeAdmitPush({
          keySetUrl: `${hostOf('www.googleapis.com', google.loopbackUrl)}/oauth2/v3/certs`,
          audience: `${config.publicUrl}${googleNotificationsPath}`,
          account: google.pushAccount,
          clock: deps.clock,
          timeoutMs: config.limits.httpTimeoutMs,
        }),
        ...onDemand<Pick<GoogleStore, 'read' | 'acknowledge'>>(
          async () => (await import('./google-play.ts')).makeGoogle(config, google, deps),
          ['read', 'acknowledge'],
        ),
      },
    }),
  };
};

const hostOf = (host: string, loopbackUrl: string | undefined): string =>
  loopbackUrl === undefined ? `https://${host}` : `${loopbackUrl}/${host}`;

const appleStore = (canBeAsked: boolean, load: () => Promise<AppleStore>): AppleStore => ({
  ...onDemand<Omit<AppleStore, 'ask'>>(load, ['readTransaction', 'readNotification']),
  ...(canBeAsked && {
    ask: async (of) => {
      const { ask } = await load();
      if (ask === undefined) throw new Error('Apple was set up to be asked');
      return ask(of);
    },
  }),
});

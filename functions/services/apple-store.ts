import { makeAppleServer } from '../../shared/adapters/apple/server-api.ts';
import { makeAppleStore } from '../../shared/adapters/apple/signed-data.ts';
import type { AppleStoreConfig, Config } from '../../shared/config/config.ts';
import type { Secrets } from '../../shared/kernel/secrets.ts';

/** Apple's library. An own root on loopback has no responder that tells which certificates were withdrawn. */
export const makeApple = (
  { insecureLoopback, stores, limits }: Config,
  { server, ...apple }: AppleStoreConfig,
  { secrets }: { readonly secrets: Secrets },
) => {
  const key = async (): Promise<string> => {
    const found = server && (await secrets.get(server.keyName));
    if (found === undefined) throw new Error('the vault holds no key of the App Store Server API');
    return found;
  };
  return makeAppleStore({
    ...apple,
    onlineChecks: !insecureLoopback,
    allowTest: stores.allowTest,
    ...(server && {
      server: makeAppleServer({
        ...server,
        bundleId: apple.bundleId,
        key,
        timeoutMs: limits.httpTimeoutMs,
      }),
    }),
  });
};

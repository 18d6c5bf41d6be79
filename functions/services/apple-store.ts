import { makeAskApple } from '../../shared/adapters/apple/ask-apple.ts';
import { makeAppleServer } from '../../shared/adapters/apple/server-api.ts';
import { makeAppleStore } from '../../shared/adapters/apple/signed-data.ts';
import type { AppleStoreConfig, Config } from '../../shared/config/config.ts';
import type { Secrets } from '../../shared/kernel/secrets.ts';
import type { AppleStore } from '../../shared/store-purchases/stores.ts';

/** Apple's library. An own root on loopback has no responder that tells which certificates were withdrawn. */
export const makeApple = (
  { insecureLoopback, stores, limits }: Config,
  { server, ...apple }: AppleStoreConfig,
  { secrets }: { readonly secrets: Secrets },
): AppleStore => {
  const key = async (): Promise<string> => {
    const found = server && (await secrets.get(server.keyName));
    if (found === undefined) throw new Error('the vault holds no key of the App Store Server API');
    return found;
  };
  const signatures = makeAppleStore({
    ...apple,
    onlineChecks: !insecureLoopback,
    allowTest: stores.allowTest,
  });
  if (server === undefined) return signatures;
  const { bundleId } = apple;
  const api = makeAppleServer({ ...server, bundleId, key, timeoutMs: limits.httpTimeoutMs });
  return { ...signatures, ask: makeAskApple({ server: api, signatures }) };
};

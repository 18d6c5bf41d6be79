import { makePlayClient } from '../../shared/adapters/google/play-client.ts';
import { makePlayStore } from '../../shared/adapters/google/play-store.ts';
import type { Config, GoogleStoreConfig } from '../../shared/config/config.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { Secrets } from '../../shared/kernel/secrets.ts';

/** Google's library, with the key of the service account as the vault has it. */
export const makeGoogle = (
  { stores, limits }: Config,
  { packageName, keyName, loopbackUrl }: GoogleStoreConfig,
  { secrets, clock }: { readonly secrets: Secrets; readonly clock: Clock },
) => {
  const client = makePlayClient({
    accountKey: async () => {
      const key = await secrets.get(keyName);
      if (key === undefined) throw new Error('the vault holds no key of the service account');
      return key;
    },
    ...(loopbackUrl === undefined ? {} : { loopbackUrl }),
    timeoutMs: limits.httpTimeoutMs,
  });
  return makePlayStore({ client, packageName, allowTest: stores.allowTest, clock });
};

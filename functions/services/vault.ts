import { makeKeyWrapper } from '../../shared/adapters/key-vault/data-keys.ts';
import { makeSecrets } from '../../shared/adapters/key-vault/secrets.ts';
import type { Config } from '../../shared/config/config.ts';
import type { CredentialFor } from '../services.ts';

/** Secrets and the wrapping of data keys, both in the vault. */
export const makeVaultServices = (
  { keyVault, insecureLoopback, limits }: Config,
  credentialFor: CredentialFor,
) => {
  const vault = {
    vaultUrl: keyVault.url,
    credential: credentialFor(keyVault.url),
    insecureLoopback,
    timeoutMs: limits.httpTimeoutMs,
  };
  return {
    secrets: makeSecrets(vault),
    keyWrapper: makeKeyWrapper({ ...vault, keyName: keyVault.dataKeyName }),
  };
};

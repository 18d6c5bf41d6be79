import { SecretClient } from '@azure/keyvault-secrets';
import type { Secrets } from '../../kernel/secrets.ts';
import { statusOf, vaultError } from './vault-error.ts';
import { clientOptions, type VaultOptions } from './vault-options.ts';

/**
 * The vault's secrets; each reading asks the vault. Throws `ServiceError` where it cannot be used just now.
 * Deleted secrets stay recoverable for the vault's retention time (soft delete cannot be turned off).
 */
export function makeSecrets(options: VaultOptions & { readonly pollIntervalMs?: number }): Secrets {
  const client = new SecretClient(options.vaultUrl, options.credential, clientOptions(options));
  const polling = { intervalInMs: options.pollIntervalMs ?? 2_000 };

  /** A deleted name is taken until it is purged or recovered; recovered, it takes the new value. */
  const recovered = async (name: string): Promise<void> => {
    const poller = await client.beginRecoverDeletedSecret(name, polling);
    await poller.pollUntilDone();
  };

  const guarded = async <T>(operation: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw vaultError(operation, error);
    }
  };

  return {
    get: (name) =>
      guarded('get secret', async () => {
        try {
          return (await client.getSecret(name)).value;
        } catch (error) {
          if (statusOf(error) === 404) return undefined;
          throw error;
        }
      }),
    set: (name, value) =>
      guarded('set secret', async () => {
        try {
          await client.setSecret(name, value);
        } catch (error) {
          if (statusOf(error) !== 409) throw error;
          await recovered(name);
          await client.setSecret(name, value);
        }
      }),
    delete: (name) =>
      guarded('delete secret', async () => {
        try {
          await client.beginDeleteSecret(name, polling);
        } catch (error) {
          if (statusOf(error) !== 404) throw error;
        }
      }),
  };
}

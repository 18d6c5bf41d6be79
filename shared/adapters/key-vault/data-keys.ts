import { CryptographyClient } from '@azure/keyvault-keys';
import type { KeyWrapper } from '../../kernel/key-wrapper.ts';
import { vaultError } from './vault-error.ts';
import { clientOptions, type VaultOptions } from './vault-options.ts';

const algorithm = 'RSA-OAEP-256';

/** `name/version` out of `https://vault/keys/name/version`. */
function keyIdOf(url: string | undefined): string {
  const match = /\/keys\/([0-9a-zA-Z-]+\/[0-9a-zA-Z-]+)$/.exec(url ?? '');
  if (match?.[1] === undefined) throw new Error('key vault: the answer names no key version');
  return match[1];
}

/**
 * Wraps with the newest version of the vault's key and unwraps with the version that wrapped, so that the key can be
 * rotated. Throws `ServiceError` where the vault cannot be used just now; a key that was destroyed stays unreachable, which is how a tenant's data is erased.
 */
export function makeKeyWrapper(options: VaultOptions & { readonly keyName: string }): KeyWrapper {
  const clientOf = (key: string) =>
    new CryptographyClient(`${options.vaultUrl}/keys/${key}`, options.credential, clientOptions(options));
  // One client per version, because each asks for the key's public part before its first use. Versions are few.
  const unwrapping = new Map<string, CryptographyClient>();

  const unwrappingClient = (keyId: string): CryptographyClient => {
    const known = unwrapping.get(keyId);
    if (known !== undefined) return known;
    const client = clientOf(keyId);
    unwrapping.set(keyId, client);
    return client;
  };

  return {
    wrap: async (key) => {
      try {
        // A new client each time: one that is kept would go on with the version that was newest at its first use.
        const { result, keyID } = await clientOf(options.keyName).wrapKey(algorithm, key);
        return { wrapped: result, keyId: keyIdOf(keyID) };
      } catch (error) {
        throw vaultError('wrap', error);
      }
    },
    unwrap: async (wrapped, keyId) => {
      try {
        return (await unwrappingClient(keyId).unwrapKey(algorithm, wrapped)).result;
      } catch (error) {
        throw vaultError('unwrap', error);
      }
    },
  };
}

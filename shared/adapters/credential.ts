import { DefaultAzureCredential, ManagedIdentityCredential, type TokenCredential } from '@azure/identity';

export interface CredentialOptions {
  /** `Config.managedIdentityClientId`. */
  readonly managedIdentityClientId?: string;
  /** `Config.insecureLoopback`: the configuration has made sure that nothing leaves the machine. */
  readonly insecureLoopback: boolean;
}

/** A token that no service but an emulator accepts. */
const loopbackCredential: TokenCredential = {
  getToken: async () => ({ token: 'loopback', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
};

/**
 * What Switchboard shows to Azure's own services (Key Vault, tables, Service Bus, mail): in the cloud its managed identity.
 * Without a named identity it is Azure's default chain, which on a developer's machine means his own sign-in.
 */
export function makeCredential(options: CredentialOptions): TokenCredential {
  if (options.insecureLoopback) return loopbackCredential;
  return options.managedIdentityClientId === undefined
    ? new DefaultAzureCredential()
    : new ManagedIdentityCredential({ clientId: options.managedIdentityClientId });
}

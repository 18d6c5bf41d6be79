import type { TokenCredential } from '@azure/identity';
import { isLoopback } from '../config/is-loopback.ts';

export interface CredentialOptions {
  /** `Config.managedIdentityClientId`. */
  readonly managedIdentityClientId?: string;
  /** `Config.insecureLoopback`: emulators on this machine are allowed. */
  readonly insecureLoopback: boolean;
}

/** A token that no service but an emulator accepts. */
const loopbackCredential: TokenCredential = {
  getToken: async () => ({ token: 'loopback', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
};

/**
 * What Switchboard shows to one of Azure's own services (Key Vault, tables, Service Bus, mail): in the cloud its managed
 * identity. Without a named identity it is Azure's default chain, which on a developer's machine means his own sign-in;
 * an emulator never gets to see either.
 */
export function makeCredential(options: CredentialOptions, serviceUrl: string): TokenCredential {
  if (options.insecureLoopback && isLoopback(serviceUrl)) return loopbackCredential;
  // Loaded with the first token: it brings all of MSAL along, which a stack on connection strings never needs.
  let made: Promise<TokenCredential> | undefined;
  return {
    getToken: async (scopes, tokenOptions) => {
      made ??= azureCredential(options.managedIdentityClientId);
      return (await made).getToken(scopes, tokenOptions);
    },
  };
}

const azureCredential = async (clientId: string | undefined): Promise<TokenCredential> => {
  const { DefaultAzureCredential, ManagedIdentityCredential } = await import('@azure/identity');
  return clientId === undefined ? new DefaultAzureCredential() : new ManagedIdentityCredential({ clientId });
};

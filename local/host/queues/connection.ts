import type { ServiceBusClient } from '@azure/service-bus';
import type { Settings } from '../config/app-setting.ts';
import type { ServiceBusOptions } from '../config/host-json.ts';

export type Connection =
  | { readonly kind: 'connection-string'; readonly connectionString: string }
  | {
      readonly kind: 'managed-identity';
      readonly fullyQualifiedNamespace: string;
      /** Undefined for the system-assigned identity. */
      readonly clientId: string | undefined;
      /** Local only: where the TLS broker of the embedded stack listens instead of the namespace. */
      readonly customEndpointAddress: string | undefined;
    };

/**
 * Finds a binding's connection among the app settings, as the cloud's host does: `NAME` (a connection string), or
 * `NAME__fullyQualifiedNamespace` with managed identity. Each may carry the prefix `AzureWebJobs`.
 *
 * @throws Error naming the settings that are missing.
 */
export const findConnection = (name: string, settings: Settings): Connection => {
  const setting = (key: string): string | undefined => settings[key] ?? settings[`AzureWebJobs${key}`];
  const fullyQualifiedNamespace = setting(`${name}__fullyQualifiedNamespace`);
  if (fullyQualifiedNamespace !== undefined) {
    return {
      kind: 'managed-identity',
      fullyQualifiedNamespace,
      clientId: setting(`${name}__clientId`),
      customEndpointAddress: setting(`${name}__customEndpointAddress`),
    };
  }
  const connectionString = setting(name);
  if (connectionString !== undefined && connectionString !== '')
    return { kind: 'connection-string', connectionString };
  throw new Error(
    `The Service Bus connection "${name}" needs the app setting ${name} or ${name}__fullyQualifiedNamespace.`,
  );
};

/** Opens a client with host.json's `clientRetryOptions`. The SDK is loaded only when an app has queue triggers. */
export const openClient = async (
  connection: Connection,
  options: ServiceBusOptions,
): Promise<ServiceBusClient> => {
  const { ServiceBusClient: Client, RetryMode } = await import('@azure/service-bus');
  const { mode, tryTimeout, delay, maxDelay, maxRetries } = options.clientRetryOptions;
  const retryOptions = {
    mode: mode.toLowerCase() === 'fixed' ? RetryMode.Fixed : RetryMode.Exponential,
    timeoutInMs: tryTimeout,
    retryDelayInMs: delay,
    maxRetryDelayInMs: maxDelay,
    maxRetries,
  };
  if (connection.kind === 'connection-string')
    return new Client(connection.connectionString, { retryOptions });
  const { ManagedIdentityCredential } = await import('@azure/identity');
  const { clientId, customEndpointAddress } = connection;
  const credential =
    clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
  return new Client(connection.fullyQualifiedNamespace, credential, {
    retryOptions,
    ...(customEndpointAddress === undefined ? {} : { customEndpointAddress }),
  });
};

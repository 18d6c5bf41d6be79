import { ServiceError } from '../../kernel/service-error.ts';

/** HTTP status of an error of the Azure SDK; undefined where no answer came. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;

/**
 * What to throw for an error of the SDK: `ServiceError` where trying again later is right (no answer, throttled, failing),
 * a plain error where the vault refuses as such. The SDK's error is not kept as cause: its request holds the secret's value.
 */
export function vaultError(operation: string, error: unknown): Error {
  const status = statusOf(error);
  const isPassing = status === undefined || status === 429 || status >= 500;
  return isPassing
    ? new ServiceError('key-vault')
    : new Error(`key vault: ${operation} was refused (${status})`);
}

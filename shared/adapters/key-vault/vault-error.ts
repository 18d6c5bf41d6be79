import type { Throttled, Unavailable } from '../../kernel/failures.ts';

/** Thrown when the vault did not do what was asked. Carries no name and no value, and not the SDK's error, whose request might. */
export class VaultError extends Error {
  readonly failure: Throttled | Unavailable;
  readonly status: number | undefined;

  constructor(operation: string, failure: Throttled | Unavailable, status: number | undefined) {
    super(`key vault: ${operation} failed (${status ?? 'no answer'})`);
    this.name = 'VaultError';
    this.failure = failure;
    this.status = status;
  }
}

/** HTTP status of an error of the Azure SDK; undefined where no answer came. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;

/** Key Vault limits by windows of 10 seconds. */
const throttleWindowSeconds = 10;

export function vaultError(operation: string, error: unknown): VaultError {
  const status = statusOf(error);
  return new VaultError(
    operation,
    status === 429
      ? { type: 'throttled', retryAfterSeconds: throttleWindowSeconds }
      : { type: 'unavailable', service: 'key-vault' },
    status,
  );
}

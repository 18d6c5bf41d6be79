import type { TokenCredential } from '@azure/identity';

export interface VaultOptions {
  /** Without a slash at the end. */
  readonly vaultUrl: string;
  readonly credential: TokenCredential;
  /** Allows http and leaves out the check that the challenge names the vault's own domain; emulators only. */
  readonly insecureLoopback: boolean;
  /** Default 3. */
  readonly maxRetries?: number;
}

/** The SDK repeats throttled and failed requests itself, honouring Retry-After; few times, as a caller waits. */
export const clientOptions = ({ insecureLoopback, maxRetries = 3 }: VaultOptions) => ({
  retryOptions: { maxRetries, retryDelayInMs: 400, maxRetryDelayInMs: 4_000 },
  ...(insecureLoopback ? { allowInsecureConnection: true, disableChallengeResourceVerification: true } : {}),
});

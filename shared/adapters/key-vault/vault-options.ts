import type { TokenCredential } from '@azure/identity';

export interface VaultOptions {
  /** Without a slash at the end. */
  readonly vaultUrl: string;
  readonly credential: TokenCredential;
  /** Allows http and leaves out the check that the challenge names the vault's own domain; emulators only. */
  readonly insecureLoopback: boolean;
}

/** The SDK repeats throttled and failed requests itself, honouring Retry-After; few times, as a caller waits. */
export const clientOptions = ({ insecureLoopback }: VaultOptions) => ({
  retryOptions: { maxRetries: 3, retryDelayInMs: 400, maxRetryDelayInMs: 4_000 },
  ...(insecureLoopback ? { allowInsecureConnection: true, disableChallengeResourceVerification: true } : {}),
});

import type { TokenCredential } from '@azure/identity';
import { timeLimit } from '../time-limit.ts';

export interface VaultOptions {
  /** Without a slash at the end. */
  readonly vaultUrl: string;
  readonly credential: TokenCredential;
  /** Allows http and leaves out the check that the challenge names the vault's own domain; emulators only. */
  readonly insecureLoopback: boolean;
  /** Default 3. */
  readonly maxRetries?: number;
  /** Of one request; default 20 s. */
  readonly timeoutMs?: number;
}

/** The SDK repeats throttled and failed requests itself, honouring Retry-After; few times, as a caller waits. */
export const clientOptions = ({ insecureLoopback, maxRetries = 3, timeoutMs = 20_000 }: VaultOptions) => ({
  additionalPolicies: [timeLimit(timeoutMs)],
  retryOptions: { maxRetries, retryDelayInMs: 400, maxRetryDelayInMs: 4_000 },
  ...(insecureLoopback ? { allowInsecureConnection: true, disableChallengeResourceVerification: true } : {}),
});

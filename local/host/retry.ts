import type { RetryPolicy } from './config/host-json.ts';
import type { RetryContext, RetryOptions } from './worker/protocol.ts';

/** A function's own retry options as the library registers them, in the form of host.json's `retry`. */
export const retryPolicyOf = (options: RetryOptions): RetryPolicy => {
  const ms = (duration: { readonly seconds: number } | undefined): number => (duration?.seconds ?? 0) * 1000;
  return options.retryStrategy === 'fixedDelay'
    ? {
        strategy: 'fixedDelay',
        maxRetryCount: options.maxRetryCount,
        delayInterval: ms(options.delayInterval),
      }
    : {
        strategy: 'exponentialBackoff',
        maxRetryCount: options.maxRetryCount,
        minimumInterval: ms(options.minimumInterval),
        maximumInterval: ms(options.maximumInterval),
      };
};

/** Milliseconds before the given retry (1 is the first). Doubles from the minimum up to the maximum, ±20 % to spread load. */
export const retryDelay = (policy: RetryPolicy, retry: number, random: () => number): number => {
  if (policy.strategy === 'fixedDelay') return policy.delayInterval;
  const spread = 0.8 + random() * 0.4;
  const grown = policy.minimumInterval * 2 ** Math.min(retry - 1, 30) * spread;
  return Math.round(Math.min(Math.max(grown, policy.minimumInterval), policy.maximumInterval));
};

/**
 * Runs `attempt` again by the policy until it succeeds; `maxRetryCount` -1 means without end.
 *
 * @param wait resolves false when the host closes, which ends the retries with the last error
 */
export const runWithRetries = async <T>(
  policy: RetryPolicy | undefined,
  attempt: (context: RetryContext | undefined) => Promise<T>,
  wait: (ms: number) => Promise<boolean>,
  random: () => number,
): Promise<T> => {
  let context: RetryContext | undefined;
  for (let retry = 1; ; retry += 1) {
    try {
      return await attempt(context);
    } catch (error) {
      const exhausted = policy === undefined || (policy.maxRetryCount !== -1 && retry > policy.maxRetryCount);
      if (exhausted || !(await wait(retryDelay(policy, retry, random)))) throw error;
      const message = error instanceof Error ? error.message : String(error);
      context = { retryCount: retry, maxRetryCount: policy.maxRetryCount, exception: { message } };
    }
  }
};

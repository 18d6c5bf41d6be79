import type { Throttled, Unavailable } from '../../kernel/failures.ts';
import type { Result } from '../../kernel/result.ts';
import type { Sleep } from '../../kernel/sleep.ts';
import { backoffMs } from '../retry-after.ts';

const mostAttempts = 4;
const longestWaitMs = 10_000;

/**
 * Repeats a reading that was throttled or failed, up to four times in all. A wait of up to 10 s is slept through; a
 * longer one goes back to the caller, who can give his place away meanwhile. For readings only: they may be repeated.
 */
export async function patiently<T, E extends { readonly type: string }>(
  sleep: Sleep,
  attempt: () => Promise<Result<T, E | Throttled | Unavailable>>,
): Promise<Result<T, E | Throttled | Unavailable>> {
  for (let made = 1; ; made += 1) {
    const result = await attempt();
    if (result.ok || made === mostAttempts) return result;
    const wait = waitMs(result.error, made - 1);
    if (wait === undefined || wait > longestWaitMs) return result;
    await sleep(wait);
  }
}

/** Undefined for failures that time does not heal. Even "now" is waited for a little, or the attempts are gone at once. */
function waitMs(failure: { readonly type: string } | Throttled, made: number): number | undefined {
  if (failure.type === 'throttled' && 'retryAfterSeconds' in failure) {
    return Math.max(failure.retryAfterSeconds * 1000, backoffMs(made));
  }
  return failure.type === 'unavailable' ? backoffMs(made) : undefined;
}

/** A source that cannot be read for a night is left to the next import or to the administrator. */
const mostAttempts = 8;
const minute = 60_000;

/** When to try again after a failure that passes by itself, epoch ms; undefined where it does not, or was tried enough. */
export const retryAt = (
  failure: { readonly type: string; readonly retryAfterSeconds?: number; readonly reason?: string },
  attempt: number,
  now: number,
): number | undefined => {
  if (attempt >= mostAttempts) return undefined;
  if (failure.type === 'throttled') return now + Math.max(1, failure.retryAfterSeconds ?? 0) * 1000;
  // A server of the company's own may be away as any other; what it refuses it refuses again.
  const passes = failure.type === 'unavailable' || failure.reason === 'unreachable';
  // 1, 2, 4 … minutes.
  return passes ? now + 2 ** (attempt - 1) * minute : undefined;
};

export class TimeoutError extends Error {
  override readonly name = 'FunctionTimeoutException';
}

/**
 * Waits for `work` at most `limitMs` (undefined: for ever), then rejects with a {@link TimeoutError}. JavaScript cannot stop
 * the work itself; the cloud ends the worker process instead.
 */
export const withTimeout = async <T>(
  work: Promise<T>,
  limitMs: number | undefined,
  message: string,
): Promise<T> => {
  if (limitMs === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeoutError(message)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
};

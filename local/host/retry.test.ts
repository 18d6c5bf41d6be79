import { describe, expect, it } from 'vitest';
import { retryDelay, runWithRetries } from './retry.ts';

describe('a retry policy', () => {
  const exponential = {
    strategy: 'exponentialBackoff',
    maxRetryCount: 5,
    minimumInterval: 1000,
    maximumInterval: 10_000,
  } as const;

  it('with fixed delay waits the same each time', () => {
    const policy = { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: 500 } as const;
    expect([1, 2, 9].map((retry) => retryDelay(policy, retry, () => 0.5))).toEqual([500, 500, 500]);
  });

  it('with backoff doubles from the minimum to the maximum, a little spread', () => {
    expect([1, 2, 3, 4, 5].map((retry) => retryDelay(exponential, retry, () => 0.5))).toEqual([
      1000, 2000, 4000, 8000, 10_000,
    ]);
    expect(retryDelay(exponential, 3, () => 0)).toBe(3200);
    expect(retryDelay(exponential, 3, () => 1)).toBe(4800);
  });

  it('of -1 goes on until it succeeds', async () => {
    let tries = 0;
    const attempt = async (): Promise<number> => {
      tries += 1;
      if (tries < 50) throw new Error('again');
      return tries;
    };
    await expect(
      runWithRetries({ ...exponential, maxRetryCount: -1 }, attempt, async () => true, Math.random),
    ).resolves.toBe(50);
  });

  it('ends with the last error when it is used up, or when the host stops', async () => {
    let tries = 0;
    const attempt = async (): Promise<never> => {
      tries += 1;
      throw new Error(`try ${tries}`);
    };
    await expect(runWithRetries(exponential, attempt, async () => true, Math.random)).rejects.toThrow(
      'try 6',
    );
    await expect(runWithRetries(exponential, attempt, async () => false, Math.random)).rejects.toThrow(
      'try 7',
    );
    await expect(runWithRetries(undefined, attempt, async () => true, Math.random)).rejects.toThrow('try 8');
  });
});

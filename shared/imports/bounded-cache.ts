import type { Clock } from '../kernel/clock.ts';

export interface BoundedCacheOptions<T> {
  /** Sum of sizes kept; the least recently used go first. What alone is larger is not kept. */
  readonly most: number;
  readonly sizeOf: (value: T) => number;
  readonly keepMs: number;
  readonly clock: Clock;
}

/** Loads once what several ask for at about the same time, within bounds of memory and age. Failures are not kept. */
export const makeBoundedCache = <T>({ most, sizeOf, keepMs, clock }: BoundedCacheOptions<T>) => {
  const kept = new Map<string, { readonly value: Promise<T>; readonly until: number; size: number }>();

  const dropUntil = (isEnough: () => boolean) => {
    for (const key of kept.keys()) {
      if (isEnough()) return;
      kept.delete(key);
    }
  };
  const total = () => [...kept.values()].reduce((sum, { size }) => sum + size, 0);

  return async (key: string, load: () => Promise<T>): Promise<T> => {
    const now = clock.now();
    for (const [each, { until }] of kept) if (until <= now) kept.delete(each);
    const known = kept.get(key);
    kept.delete(key);
    if (known !== undefined) {
      kept.set(key, known);
      return known.value;
    }
    const entry = { value: load(), until: now + keepMs, size: 0 };
    kept.set(key, entry);
    try {
      const value = await entry.value;
      entry.size = sizeOf(value);
      dropUntil(() => total() <= most);
      return value;
    } catch (error) {
      if (kept.get(key) === entry) kept.delete(key);
      throw error;
    }
  };
};

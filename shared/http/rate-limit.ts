import type { Clock } from '../kernel/clock.ts';

/** `quota` calls at once, and as many again, evenly, in each window. */
export interface Quota {
  readonly quota: number;
  readonly windowSeconds: number;
}

export interface BucketState {
  /** Calls that would be admitted now. */
  readonly remaining: number;
  /** Until the whole quota is there again. */
  readonly resetSeconds: number;
  /** Until one call would be admitted; 0 where one would be now. */
  readonly retryAfterSeconds: number;
}

interface Bucket {
  /** What has been used and not come back yet, in quota × milliseconds: whole numbers, so that nothing is rounded. */
  readonly debt: number;
  readonly at: number;
  readonly drainedAt: number;
}

export interface Buckets {
  look(key: string, quota: Quota): BucketState;
  /** Uses one call, whether or not one is there. */
  spend(key: string, quota: Quota): void;
  size(): number;
}

const sweepEveryMs = 1000;

/**
 * Token buckets by key, in the memory of this instance: N instances together admit N times as much. They protect the
 * service, they are no bill. In any stretch of time T a key is admitted at most quota × (1 + T / window) calls.
 * At most `most` keys are kept; a full bucket is the same as none, and the one used longest ago goes first.
 */
export const makeBuckets = ({ clock, most }: { readonly clock: Clock; readonly most: number }): Buckets => {
  const elapsed = makeElapsed(clock);
  // In order of use, the oldest first.
  const kept = new Map<string, Bucket>();

  const debtOf = (key: string, { quota }: Quota, now: number): number => {
    const bucket = kept.get(key);
    return bucket === undefined ? 0 : Math.max(0, bucket.debt - quota * (now - bucket.at));
  };

  let sweepAt = 0;
  /** Rarely, and then many at once: a `Map` is slow at its front where much was deleted. */
  const makeRoom = (now: number): void => {
    const isFull = kept.size >= most;
    if (!isFull && now < sweepAt) return;
    sweepAt = now + sweepEveryMs;
    const enough = isFull ? most - Math.ceil(most / 10) : most;
    for (const [key, { drainedAt }] of kept) {
      if (drainedAt > now && kept.size <= enough) return;
      kept.delete(key);
    }
  };

  return {
    look: (key, quota) => {
      const callMs = quota.windowSeconds * 1000;
      const debt = debtOf(key, quota, elapsed());
      const room = quota.quota * callMs - debt;
      return {
        remaining: Math.max(0, Math.floor(room / callMs)),
        resetSeconds: Math.ceil(debt / quota.quota / 1000),
        retryAfterSeconds: Math.max(0, Math.ceil((callMs - room) / quota.quota / 1000)),
      };
    },
    spend: (key, quota) => {
      const now = elapsed();
      const callMs = quota.windowSeconds * 1000;
      const debt = Math.min(quota.quota * callMs, debtOf(key, quota, now) + callMs);
      kept.delete(key);
      makeRoom(now);
      kept.set(key, { debt, at: now, drainedAt: now + Math.ceil(debt / quota.quota) });
    },
    size: () => kept.size,
  };
};

/** Milliseconds that have passed, by a clock that may be set back: that counts as a standstill. */
const makeElapsed = (clock: Clock): (() => number) => {
  let last = clock.now();
  let passed = 0;
  return () => {
    const now = clock.now();
    passed += Math.max(0, now - last);
    last = now;
    return passed;
  };
};

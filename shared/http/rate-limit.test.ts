import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeBuckets } from './rate-limit.ts';

const makeClock = () => {
  let now = 1_800_000_000_000;
  return {
    now: () => now,
    advance: (ms: number) => {
      now += ms;
    },
  };
};

const anyQuota = fc.record({
  quota: fc.integer({ min: 1, max: 40 }),
  windowSeconds: fc.constantFrom(1, 7, 60),
});
const forwards = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5_000 })), { maxLength: 300 });
/** Steps of the clock before each call, some of them back. */
const anySteps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: -20_000, max: 5_000 })), {
  maxLength: 300,
});

describe('a bucket', () => {
  it('never admits more in any stretch of time than its quota and what came back in it', () => {
    fc.assert(
      fc.property(anyQuota, forwards, (quota, steps) => {
        const clock = makeClock();
        const buckets = makeBuckets({ clock, most: 10 });
        const admitted: number[] = [];
        for (const step of steps) {
          clock.advance(step);
          if (buckets.look('a', quota).remaining === 0) continue;
          buckets.spend('a', quota);
          admitted.push(clock.now());
        }
        const excesses = admitted.flatMap((from, first) =>
          admitted.slice(first).map((to, more) => {
            const back = (quota.quota * (to - from)) / (quota.windowSeconds * 1000);
            return more + 1 - (quota.quota + back);
          }),
        );
        expect(Math.max(0, ...excesses)).toBe(0);
      }),
    );
  });

  it('says the truth: what remains is admitted at once, one after the wait, all after the reset', () => {
    fc.assert(
      fc.property(anyQuota, anySteps, (quota, steps) => {
        const clock = makeClock();
        const buckets = makeBuckets({ clock, most: 10 });
        for (const step of steps) {
          clock.advance(step);
          if (buckets.look('a', quota).remaining > 0) buckets.spend('a', quota);
        }
        const { remaining } = buckets.look('a', quota);
        for (let n = remaining; n > 0; n--) {
          expect(buckets.look('a', quota).remaining).toBe(n);
          buckets.spend('a', quota);
        }
        const empty = buckets.look('a', quota);
        expect(empty.remaining).toBe(0);
        expect(empty.retryAfterSeconds).toBeGreaterThan(0);
        clock.advance((empty.retryAfterSeconds - 1) * 1000 - 1);
        if (empty.retryAfterSeconds > 1) expect(buckets.look('a', quota).remaining).toBe(0);
        clock.advance(1001);
        expect(buckets.look('a', quota)).toMatchObject({ retryAfterSeconds: 0 });
        expect(buckets.look('a', quota).remaining).toBeGreaterThan(0);
        clock.advance(empty.resetSeconds * 1000);
        expect(buckets.look('a', quota)).toEqual({
          remaining: quota.quota,
          resetSeconds: 0,
          retryAfterSeconds: 0,
        });
      }),
    );
  });

  it('takes a clock that is set back for a standstill: it admits no more, and nobody waits longer', () => {
    fc.assert(
      fc.property(anyQuota, anySteps, fc.integer({ min: 1, max: 10_000_000 }), (quota, steps, back) => {
        const clock = makeClock();
        const buckets = makeBuckets({ clock, most: 10 });
        for (const step of steps) {
          clock.advance(Math.max(0, step));
          if (buckets.look('a', quota).remaining > 0) buckets.spend('a', quota);
        }
        const before = buckets.look('a', quota);
        clock.advance(-back);
        expect(buckets.look('a', quota)).toEqual(before);
        clock.advance(quota.windowSeconds * 1000);
        expect(buckets.look('a', quota).remaining).toBe(quota.quota);
      }),
    );
  });

  it('is its key’s own', () => {
    const buckets = makeBuckets({ clock: makeClock(), most: 10 });
    const quota = { quota: 1, windowSeconds: 60 };
    buckets.spend('a', quota);
    expect(buckets.look('a', quota)).toEqual({ remaining: 0, resetSeconds: 60, retryAfterSeconds: 60 });
    expect(buckets.look('b', quota).remaining).toBe(1);
  });

  it('owes no more than its quota, however often it is spent beyond', () => {
    const clock = makeClock();
    const buckets = makeBuckets({ clock, most: 10 });
    const quota = { quota: 2, windowSeconds: 60 };
    for (let n = 0; n < 100; n++) buckets.spend('a', quota);
    expect(buckets.look('a', quota)).toEqual({ remaining: 0, resetSeconds: 60, retryAfterSeconds: 30 });
  });
});

describe('the memory', () => {
  const quota = { quota: 10, windowSeconds: 60 };

  it('is bounded: the key used longest ago goes first', () => {
    const buckets = makeBuckets({ clock: makeClock(), most: 3 });
    for (const key of ['a', 'b', 'c', 'a', 'd']) buckets.spend(key, quota);
    expect(buckets.size()).toBe(3);
    expect(buckets.look('b', quota).remaining).toBe(10);
    expect(buckets.look('a', quota).remaining).toBe(8);
  });

  it('forgets what is full again', () => {
    const clock = makeClock();
    const buckets = makeBuckets({ clock, most: 1000 });
    for (let n = 0; n < 500; n++) buckets.spend(`key ${n}`, quota);
    clock.advance(6_000);
    buckets.spend('late', quota);
    expect(buckets.size()).toBe(1);
  });

  it('is not grown by looking', () => {
    const buckets = makeBuckets({ clock: makeClock(), most: 1000 });
    for (let n = 0; n < 500; n++) buckets.look(`key ${n}`, quota);
    expect(buckets.size()).toBe(0);
  });
});

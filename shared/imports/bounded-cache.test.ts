import { describe, expect, it } from 'vitest';
import { makeTestClock } from '../../tests/support/mailbox-run.ts';
import { makeBoundedCache } from './bounded-cache.ts';

const minute = 60_000;
const cache = (most = 10) => {
  const clock = makeTestClock();
  const loaded: string[] = [];
  const get = makeBoundedCache<number>({ most, sizeOf: (size) => size, keepMs: 5 * minute, clock });
  return {
    clock,
    loaded,
    get: (key: string, size = 1) =>
      get(key, async () => {
        loaded.push(key);
        return size;
      }),
    raw: get,
  };
};

describe('a bounded cache', () => {
  it('loads once what several ask for, also at the same time', async () => {
    const { get, loaded } = cache();
    expect(await Promise.all([get('a', 3), get('a', 4), get('a', 5)])).toEqual([3, 3, 3]);
    await get('a');
    expect(loaded).toEqual(['a']);
  });

  it('forgets what was not asked for longest, once all together are too large', async () => {
    const { get, loaded } = cache(10);
    await get('a', 4);
    await get('b', 4);
    await get('a');
    await get('c', 4);
    await get('a');
    await get('c');
    await get('b', 4);
    expect(loaded).toEqual(['a', 'b', 'c', 'b']);
  });

  it('answers what is larger than all of it, without keeping it', async () => {
    const { get, loaded } = cache(10);
    expect(await get('large', 11)).toBe(11);
    await get('large', 11);
    expect(loaded).toEqual(['large', 'large']);
  });

  it('keeps nothing longer than its time', async () => {
    const { get, loaded, clock } = cache();
    await get('a');
    clock.advance(5 * minute - 1);
    await get('a');
    clock.advance(1);
    await get('a');
    expect(loaded).toEqual(['a', 'a']);
  });

  it('does not keep a failure', async () => {
    const { raw } = cache();
    await expect(raw('a', () => Promise.reject(new Error('not now')))).rejects.toThrow('not now');
    expect(await raw('a', async () => 7)).toBe(7);
  });
});

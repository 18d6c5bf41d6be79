import { describe, expect, it } from 'vitest';
import { backoffMs, retryAfterMs } from './retry-after.ts';

const clock = { now: () => Date.UTC(2026, 0, 1, 12, 0, 0) };

describe('Retry-After', () => {
  it.each([
    ['17', 17_000],
    ['0', 0],
    ['1.5', 1_500],
    [' 30 ', 30_000],
    ['Thu, 01 Jan 2026 12:00:45 GMT', 45_000],
    ['Thu, 01 Jan 2026 11:59:00 GMT', 0],
  ])('of %j is %d ms', (header, ms) => {
    expect(retryAfterMs(header, clock)).toBe(ms);
  });

  it.each([[undefined], [null], [''], ['soon'], ['-5'], ['2026-01-01'], ['1e3'], ['Thu, 99 Foo']])(
    'of %j names no time',
    (header) => {
      expect(retryAfterMs(header, clock)).toBeUndefined();
    },
  );

  it('is replaced by a wait that doubles up to a minute', () => {
    expect([0, 1, 2, 5, 6, 40].map(backoffMs)).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
  });
});

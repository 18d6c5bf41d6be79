import { describe, expect, it } from 'vitest';
import { parseTimeSpan } from './time-span.ts';

describe('a TimeSpan', () => {
  it.each([
    ['00:05:00', 300_000],
    ['00:00:00.80', 800],
    ['1.02:03:04', 93_784_000],
    ['01:30', 5_400_000],
    ['24:00:00', 24 * 86_400_000],
  ])('%s is %d ms', (text, ms) => {
    expect(parseTimeSpan(text)).toBe(ms);
  });

  it.each(['5', '00:60:00', '00:00:60', '1.24:00:00', 'five minutes', ''])('"%s" is none', (text) => {
    expect(parseTimeSpan(text)).toBeUndefined();
  });
});

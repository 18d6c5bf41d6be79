import fc from 'fast-check';
import { expect, test } from 'vitest';
import { proRata, taxOn, toDecimal } from './money.ts';

test.each([
  [100, 1, 3, 33],
  [100, 2, 3, 67],
  [1, 1, 2, 1],
  [-1, 1, 2, -1],
  [249, 15, 30, 125],
  [9_007_199_254_740_991, 1, 1, 9_007_199_254_740_991],
])('%i × %i/%i is %i cents', (amount, part, whole, expected) => {
  expect(proRata(amount, part, whole)).toBe(expected);
});

test('a part is off by half a cent at most, and what is given back is what was taken', () => {
  fc.assert(
    fc.property(
      fc.nat(1_000_000_000),
      fc.nat(366),
      fc.integer({ min: 1, max: 366 }),
      (amount, part, whole) => {
        const result = proRata(amount, part, whole);
        expect(2 * Math.abs(result * whole - amount * part)).toBeLessThanOrEqual(whole);
        expect(proRata(-amount, part, whole) + result).toBe(0);
      },
    ),
  );
});

test('tax is commercially rounded', () => {
  expect(taxOn(250, 1900)).toBe(48);
  expect(taxOn(-250, 1900)).toBe(-48);
});

test.each([
  [0, '0.00'],
  [5, '0.05'],
  [-5, '-0.05'],
  [123_456, '1234.56'],
])('%i cents are written %s', (amount, text) => expect(toDecimal(amount)).toBe(text));

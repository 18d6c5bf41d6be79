import { expect, it } from 'vitest';
import { withCategory, withoutCategory } from './categories.ts';

it("[I10] our category is added behind the user's own", () => {
  expect(withCategory(['Familie'], 'Müller AG')).toEqual(['Familie', 'Müller AG']);
});

it("[I10] it is not added beside the user's spelling of it, and the same list comes back", () => {
  const current = ['müller ag', 'Familie'];
  expect(withCategory(current, 'Müller AG')).toBe(current);
});

it("[I10] removing it leaves the user's own in their order", () => {
  expect(withoutCategory(['A', 'MÜLLER AG', 'B'], 'Müller AG')).toEqual(['A', 'B']);
  const current = ['A'];
  expect(withoutCategory(current, 'Müller AG')).toBe(current);
});

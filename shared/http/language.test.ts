import { expect, it } from 'vitest';
import { chooseLanguage } from './language.ts';

it.each([
  [null, 'de'],
  ['', 'de'],
  ['en', 'en'],
  ['en-GB,en;q=0.9', 'en'],
  ['fr, en;q=0.5', 'en'],
  ['en;q=0.5, de;q=0.8', 'de'],
  ['en;q=0.8, de;q=0.8', 'en'],
  ['de;q=0, en;q=0.1', 'en'],
  ['en;q=0', 'de'],
  ['*', 'de'],
  ['fr', 'de'],
  ['en;q=many', 'de'],
  [`${'x,'.repeat(10_000)}en`, 'de'],
] as const)('%j → %s', (header, language) => {
  expect(chooseLanguage(header, 'de')).toBe(language);
});

it('leaves the choice to the fallback where everything is welcome', () => {
  expect(chooseLanguage('*', 'en')).toBe('en');
});

import { describe, expect, it } from 'vitest';
import { fill, languages } from './language.ts';
import { ruleText, ruleTexts } from './messages.ts';
import {
  conflictTexts,
  limitTexts,
  shareUnusableTexts,
  signInTexts,
  startAgainTexts,
  subscriptionTexts,
} from './reasons.ts';

const tables = {
  ruleTexts,
  conflictTexts,
  shareUnusableTexts,
  signInTexts,
  startAgainTexts,
  subscriptionTexts,
  limitTexts,
};

describe.each(Object.entries(tables))('every text of %s', (_, table) => {
  it.each(Object.entries(table))('%s is a sentence in each language, with the same places', (_, texts) => {
    const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).toSorted();
    for (const language of languages) expect(texts[language]).toMatch(/^\p{Lu}.{15,}[.…]$/u);
    expect(places(texts.de)).toEqual(places(texts.en));
    expect(texts.de).not.toBe(texts.en);
  });
});

it('fills the figures of a rule in', () => {
  const problem = { pointer: '/a', rule: 'max-length', params: { max: 100 } };
  expect(ruleText(problem, 'de')).toBe('Zu lang. Bitte auf höchstens 100 Zeichen kürzen.');
  expect(ruleText(problem, 'en')).toBe('Too long. Please shorten it to at most 100 characters.');
});

it('has a general sentence for a rule without a text', () => {
  expect(ruleText({ pointer: '', rule: 'toString' }, 'en')).toBe(ruleTexts['not-accepted'].en);
});

it('takes values for what they are', () => {
  expect(fill('{a} {b}', { a: '{b} $&', b: 1 })).toBe('{b} $& 1');
});

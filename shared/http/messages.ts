import type { FieldProblem } from '../kernel/failures.ts';
import type { Language } from '../kernel/tenant-context.ts';
import { fill, type Texts } from './language.ts';
import { fileRules } from './rules/files.ts';
import { storeRules } from './rules/stores.ts';
import { thingRules } from './rules/things.ts';
import { valueRules } from './rules/values.ts';

/**
 * What a broken rule of a field is in words: the rule, and the way out. `FieldProblem.rule` names an entry, its `params`
 * fill the places. A schema raises one of its own by giving the name as zod's error text: `z.string().regex(…, 'time-of-day')`.
 */
export const ruleTexts = {
  ...storeRules,
  ...fileRules,
  ...thingRules,
  ...valueRules,
} as const satisfies Record<string, Texts>;

/** Every rule that has a text. */
export type RuleName = keyof typeof ruleTexts;

export const isRule = (name: string): name is RuleName => Object.hasOwn(ruleTexts, name);

/** The sentence for a broken rule; a rule without a text gets the general one. */
export const ruleText = (problem: FieldProblem, language: Language): string => {
  const texts: Texts = ruleTexts[isRule(problem.rule) ? problem.rule : 'not-accepted'];
  return fill(texts[language], problem.params);
};

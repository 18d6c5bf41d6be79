import { z } from 'zod';

/** A recipient rule: what happens to mail for addresses that match. */
export const refusalSchema = z.strictObject({
  /** Regular expression over the recipient's address, case-insensitive. */
  recipient: z.string(),
  /** The SMTP reply; without it the recipient is accepted, only slowly. */
  code: z.literal([421, 450, 451, 452, 550, 551, 552, 553]).optional(),
  /** Real milliseconds to wait before the reply. */
  delayMs: z.int().min(0).max(120_000).default(0),
  /** How many recipients it applies to; every one until it is cleared when absent. */
  times: z.int().min(1).optional(),
});
export type Refusal = z.input<typeof refusalSchema>;

export interface Refusals {
  readonly add: (refusal: Refusal) => void;
  readonly clear: () => void;
  /** The rule for a recipient, used up by one. */
  take(recipient: string): z.output<typeof refusalSchema> | undefined;
}

export function makeRefusals(): Refusals {
  const rules: { rule: z.output<typeof refusalSchema>; match: RegExp; left: number }[] = [];
  return {
    add: (input) => {
      const rule = refusalSchema.parse(input);
      rules.push({
        rule,
        match: new RegExp(rule.recipient, 'i'),
        left: rule.times ?? Number.POSITIVE_INFINITY,
      });
    },
    clear: () => void rules.splice(0),
    take: (recipient) => {
      const index = rules.findIndex(({ match }) => match.test(recipient));
      const found = rules[index];
      if (found === undefined) return undefined;
      found.left -= 1;
      if (found.left <= 0) rules.splice(index, 1);
      return found.rule;
    },
  };
}

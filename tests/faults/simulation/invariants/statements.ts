import { mostCharges } from '../../../../shared/billing/billing-account.ts';
import type { Statement, StatementLine } from '../../../../shared/billing/statement.ts';
import { readableRow } from '../../../support/memory-tables/rows.ts';
import type { Invariant } from './invariant.ts';

/** Half a cent goes away from zero; in another way than the product's own, which is on trial here. */
export const rounded = (numerator: number, denominator: number): number =>
  Math.sign(numerator) * Math.floor((2 * Math.abs(numerator) + denominator) / (2 * denominator));

const total = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

/** What a correction gives back says nothing of its own: the line that it names does. */
const charges = ({ lines }: Statement) => lines.filter(({ reason }) => reason !== 'credit');

const dueFor = ({ unitAmount, quantity, proRata }: StatementLine): number =>
  proRata === undefined ? unitAmount * quantity : rounded(unitAmount * quantity * proRata.days, proRata.of);

const flawsOf = (statement: Statement): readonly string[] => {
  const { lines, taxes, net, tax, gross, period } = statement;
  const rates = new Set(lines.map(({ taxRate }) => taxRate));
  return [
    ...(lines.length > 0 && lines.length <= mostCharges + 10 ? [] : [`has ${lines.length} lines`]),
    ...charges(statement).flatMap((line) =>
      line.amount === dueFor(line) ? [] : [`a line is ${line.amount} cents and should be ${dueFor(line)}`],
    ),
    ...charges(statement).flatMap(({ chargedOn }) =>
      period.from <= chargedOn && chargedOn < period.until
        ? []
        : [`${chargedOn} is not in ${period.from}/${period.until}`],
    ),
    ...(net === total(lines.map(({ amount }) => amount)) ? [] : ['the lines are not its net']),
    ...(taxes.length === rates.size ? [] : ['a rate is missing']),
    ...taxes.flatMap((each) => {
      const base = total(lines.filter(({ taxRate }) => taxRate === each.rate).map(({ amount }) => amount));
      // What a correction gives back depends on what was given back before: corrections.ts looks at all of them.
      const taxed = statement.corrects !== undefined || each.tax === rounded(base * each.rate, 10_000);
      const right = each.net === base && taxed;
      return right ? [] : [`tax of ${each.rate} is wrong`];
    }),
    ...(tax === total(taxes.map((each) => each.tax)) && gross === net + tax ? [] : ['its total is wrong']),
  ];
};

/** (L) [L12] Of every statement that was ever issued, and none was taken away again but by an erasure. */
export const statementsAddUp: Invariant = {
  name: 'L: lines, taxes and totals of a statement add up',
  check: ({ world }) =>
    world.journal.flatMap(({ table, key, partition, after }) => {
      if (table !== 'state' || !key.startsWith('statement|')) return [];
      const statement = readableRow<Statement>(after);
      // Only the erasure takes rows away as they lie; what a command deletes leaves a mark first.
      if (statement === undefined) return after === undefined ? [] : [`${partition}: ${key} was deleted`];
      return flawsOf(statement).map((flaw) => `${partition}: statement ${statement.sequence} ${flaw}`);
    }),
};

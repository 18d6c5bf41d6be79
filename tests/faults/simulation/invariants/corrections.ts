import type { Statement } from '../../../../shared/billing/statement.ts';
import { readableRow } from '../../../support/memory-tables/rows.ts';
import { tenantIdOf } from '../history/companies.ts';
import type { TrueCorrection } from '../history/truth.ts';
import type { Invariant } from './invariant.ts';
import { rounded } from './statements.ts';

const nameOf = ({ sequence, corrects, line, amount }: TrueCorrection): string =>
  `${sequence} gives back ${-amount} of line ${line} of ${corrects}`;

const correctionsIn = (statements: readonly Statement[]): readonly TrueCorrection[] =>
  statements.flatMap(({ sequence, corrects, lines }) =>
    corrects === undefined
      ? []
      : lines.map(({ corrects: line = -1, amount }) => ({
          sequence,
          corrects: corrects.sequence,
          line,
          amount,
        })),
  );

/** In however many parts a statement is given back, what is left of it is taxed as though it had been charged so. */
const taxFlaws = (statement: Statement, corrections: readonly Statement[]): readonly string[] =>
  statement.taxes.flatMap(({ rate, net }) => {
    const back = corrections.flatMap(({ taxes }) => taxes.filter((each) => each.rate === rate));
    const left = back.reduce((sum, each) => sum + each.net, net);
    const tax = -back.reduce((sum, each) => sum + each.tax, 0);
    const due = rounded(net * rate, 10_000) - rounded(left * rate, 10_000);
    return tax === due ? [] : [`${tax} cents of tax on ${statement.sequence} are given back, and not ${due}`];
  });

/** (L) [L12] What the operator was told is given back, once, and nothing else; of no line more than it has cost. */
export const correctionsGiveBackOnce: Invariant = {
  name: 'L: corrections give back once what was charged',
  check: ({ world, truth, history }) => {
    const found: string[] = [];
    // As they were issued: an erasure takes them away later.
    const issued = world.journal.filter(
      ({ table, key, before }) => table === 'state' && key.startsWith('statement|') && before === undefined,
    );
    for (let company = 0; company < history.companies; company++) {
      const statements = issued.flatMap(({ partition, after }) =>
        partition.startsWith(tenantIdOf(company)) ? (readableRow<Statement>(after) ?? []) : [],
      );
      const made = correctionsIn(statements);
      for (const [row, all] of Map.groupBy(made, ({ corrects, line }) => `${corrects}/${line}`)) {
        const [{ corrects, line } = { corrects: 0, line: 0 }] = all;
        const charged = statements.find(({ sequence }) => sequence === corrects)?.lines[line]?.amount ?? 0;
        const back = -all.reduce((sum, { amount }) => sum + amount, 0);
        if (back > charged) found.push(`company ${company}: ${back} cents of ${charged} of ${row}`);
      }
      for (const statement of statements) {
        const corrections = statements.filter(({ corrects }) => corrects?.sequence === statement.sequence);
        for (const flaw of taxFlaws(statement, corrections)) found.push(`company ${company}: ${flaw}`);
      }
      const told = new Set(truth.corrected.get(company)?.map(nameOf));
      for (const name of made.map(nameOf))
        if (!told.delete(name)) found.push(`company ${company}: ${name}, and nobody was told so`);
      for (const name of told) found.push(`company ${company}: ${name}, and does not`);
    }
    return found;
  },
};

import type { Statement } from '../../../../shared/billing/statement.ts';
import { readableRow } from '../../../support/memory-tables/rows.ts';
import { tenantIdOf } from '../history/companies.ts';
import type { TrueCorrection } from '../history/truth.ts';
import type { Invariant } from './invariant.ts';

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
      const told = new Set(truth.corrected.get(company)?.map(nameOf));
      for (const name of made.map(nameOf))
        if (!told.delete(name)) found.push(`company ${company}: ${name}, and nobody was told so`);
      for (const name of told) found.push(`company ${company}: ${name}, and does not`);
    }
    return found;
  },
};

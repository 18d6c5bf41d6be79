import { csvCell } from '../audit/acts-csv.ts';
import { toDecimal } from './money.ts';
import { type Statement, statementNumber } from './statement.ts';

const columns = [
  'statement',
  'reason',
  'plan',
  'priceVersion',
  'quantity',
  'unitAmount',
  'from',
  'until',
  'days',
  'daysOfTerm',
  'net',
  'taxRate',
  'currency',
  'taxNote',
  'corrects',
] as const;

/**
 * [L12] A line for each charge, RFC 4180 with a byte order mark; `until` is the first day no longer charged, `corrects` the
 * statement that a credit belongs to.
 */
export const statementCsv = (tenantId: string, statement: Statement): string => {
  const lines = statement.lines.map((line) => [
    statementNumber(tenantId, statement),
    line.reason,
    line.plan,
    String(line.priceVersion),
    String(line.quantity),
    toDecimal(line.unitAmount),
    line.from,
    line.until,
    String(line.proRata?.days ?? ''),
    String(line.proRata?.of ?? ''),
    toDecimal(line.amount),
    toDecimal(line.taxRate),
    statement.currency,
    statement.taxNote ?? '',
    statement.corrects === undefined ? '' : statementNumber(tenantId, statement.corrects),
  ]);
  // Credits begin with a minus, which is a number here, not a formula.
  const cell = (text: string) => (/^-\d+\.\d\d$/.test(text) ? text : csvCell(text));
  return `\uFEFF${[columns, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('')}`;
};

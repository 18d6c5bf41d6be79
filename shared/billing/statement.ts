import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';
import { currency, planIdSchema } from './catalogue.ts';
import { taxOn } from './money.ts';
import { type Charge, chargeSchema } from './subscription.ts';
import { taxNotes } from './tax.ts';

const day = z.iso.date();
/** Negative on a correction. */
const cents = z.int();

const lineSchema = z.strictObject({
  ...chargeSchema.shape,
  reason: z.enum([...chargeSchema.shape.reason.options, 'credit']),
  plan: planIdSchema,
  amount: cents,
  /** Basis points: 1900 is 19 %. */
  taxRate: z.int().min(0).max(10_000),
  /** Of a credit, the line that it gives back, counted from 0. */
  corrects: z.int().min(0).optional(),
});

/** [L12] What a period cost. Issued once, never altered; what was wrong is put right by another one that names it. */
export const statementSchema = z.strictObject({
  /** Counts the statements of this company from 1, without a gap. */
  sequence: z.int().min(1),
  period: z.strictObject({ from: day, until: day }),
  issuedAt: z.string(),
  /** The same on the company's calendar: its year is part of the number. */
  issuedOn: day,
  /** Who is charged, by the name that the company had then. */
  customer: z.strictObject({ displayName: z.string(), countryCode: z.string().length(2) }),
  /** By the rule of that day; absent where tax is charged. */
  taxNote: z.enum(taxNotes).optional(),
  currency: z.literal(currency),
  lines: z.array(lineSchema),
  /** By rate, ascending. */
  taxes: z.array(z.strictObject({ rate: z.int(), net: cents, tax: cents })),
  net: cents,
  tax: cents,
  gross: cents,
  /** The statement that this one corrects, and why. */
  corrects: z
    .strictObject({
      sequence: z.int().min(1),
      /** Of that statement: with it its number, which has to name it beyond doubt (UStDV, section 31 (5)). */
      issuedOn: day,
      reason: z.string().max(500),
      /** By which its repetition finds it. */
      commandId: z.string().optional(),
    })
    .optional(),
});

export type StatementLine = z.infer<typeof lineSchema>;
export type Statement = z.infer<typeof statementSchema>;
export type StatementStore = EntityStore<Statement>;

/** Ids sort the newest first. */
export const statementEntityId = ({ sequence }: Pick<Statement, 'sequence'>): string =>
  String(999_999 - sequence).padStart(6, '0');

/**
 * Tax is reckoned once for all lines of a rate, so that it is what the law wants of the sum. `standing`: lines that a correction
 * changes the sum of; it gives back so much that what is left is taxed like that, to the cent, in however many parts.
 */
export const makeStatement = (
  head: Pick<
    Statement,
    'sequence' | 'period' | 'issuedAt' | 'issuedOn' | 'customer' | 'taxNote' | 'corrects'
  >,
  lines: readonly StatementLine[],
  standing: readonly StatementLine[] = [],
): Statement => {
  const netAt = (some: readonly StatementLine[], rate: number) =>
    sum(some.filter(({ taxRate }) => taxRate === rate).map(({ amount }) => amount));
  const rates = [...new Set(lines.map(({ taxRate }) => taxRate))].sort((a, b) => a - b);
  const taxes = rates.map((rate) => {
    const net = netAt(lines, rate);
    const before = netAt(standing, rate);
    return { rate, net, tax: taxOn(before + net, rate) - taxOn(before, rate) };
  });
  const net = sum(taxes.map((each) => each.net));
  const tax = sum(taxes.map((each) => each.tax));
  return { ...head, currency, lines: [...lines], taxes, net, tax, gross: net + tax };
};

export const lineOf = (charge: Charge, taxRate: number): StatementLine => ({ ...charge, taxRate });

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** Single over all companies: part of the tenant's id, the year, the company's own count. */
export const statementNumber = (
  tenantId: string,
  { sequence, issuedOn }: Pick<Statement, 'sequence' | 'issuedOn'>,
): string =>
  `${tenantId.replaceAll('-', '').slice(0, 12)}-${issuedOn.slice(0, 4)}-${String(sequence).padStart(5, '0')}`;

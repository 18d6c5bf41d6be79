import * as z from 'zod';
import {
  catalogue,
  currency,
  type PlanId,
  type PriceVersion,
  planIdSchema,
  priceOf,
} from '../../shared/billing/catalogue.ts';
import { toDecimal } from '../../shared/billing/money.ts';
import { outlookOf } from '../../shared/billing/outlook.ts';
import { type Statement, type StatementLine, statementNumber } from '../../shared/billing/statement.ts';
import type { Charge, Subscription } from '../../shared/billing/subscription.ts';
import { taxNotes } from '../../shared/billing/tax.ts';
import { trialMonths as mailboxTrialMonths } from '../../shared/licences/trial.ts';

const day = z.iso.date();
/** Decimal text: JSON's numbers are not exact. */
const money = z
  .string()
  .regex(/^-?\d+\.\d\d$/)
  .meta({ description: 'Net, in the currency named.', example: '2.49' });

export const chargeView = z
  .strictObject({
    reason: z.enum(['term', 'added', 'upgraded', 'credit']).meta({
      description:
        'Within a term, for the rest of it: `added`, more of them; `upgraded`, the difference of a dearer plan.',
    }),
    plan: planIdSchema,
    quantity: z.int(),
    unitAmount: money,
    from: day,
    until: day.meta({ description: 'The first day that is no longer charged.' }),
    proRata: z
      .strictObject({ days: z.int(), of: z.int() })
      .optional()
      .meta({ description: 'Days that are charged, of those of the whole term.' }),
    amount: money,
  })
  .meta({ id: 'Charge' });

export const toChargeView = (charge: Charge | StatementLine) => ({
  reason: charge.reason,
  plan: charge.plan,
  quantity: charge.quantity,
  unitAmount: toDecimal(charge.unitAmount),
  from: charge.from,
  until: charge.until,
  ...(charge.proRata === undefined ? {} : { proRata: charge.proRata }),
  amount: toDecimal(charge.amount),
});

export const subscriptionView = z
  .strictObject({
    id: z.string(),
    product: z.enum(['app', 'mailbox-sync']),
    plan: planIdSchema,
    quantity: z.int().meta({ description: 'Seats, or mailboxes.' }),
    state: z.enum(['trial', 'active', 'ended']),
    concludedOn: day,
    from: day.meta({ description: 'First day of the trial or the term.' }),
    until: day.optional().meta({ description: 'The first day after it; absent while nobody knows.' }),
    price: z.strictObject({ amount: money, currency: z.literal(currency), version: z.int() }),
    next: z
      .strictObject({ plan: planIdSchema.optional(), quantity: z.int().optional() })
      .optional()
      .meta({ description: 'What changes on `until`.' }),
    cancelledOn: day.optional(),
    endsOn: day.optional().meta({ description: 'It ends on this day.' }),
    nextCharge: z
      .strictObject({ on: day, amount: money })
      .optional()
      .meta({ description: 'If nobody changes anything.' }),
  })
  .meta({ id: 'Subscription' });

export const toSubscriptionView = (subscription: Subscription) => {
  const { id, plan, quantity, state, concludedOn, from, until, priceVersion, next, cancelledOn } =
    subscription;
  const { endsOn, nextCharge } = outlookOf(subscription);
  return {
    id,
    product: catalogue[plan].product,
    plan,
    quantity,
    state,
    concludedOn,
    from,
    until,
    price: {
      amount: toDecimal(priceOf(catalogue[plan], priceVersion).amount),
      currency,
      version: priceVersion,
    } as const,
    next,
    cancelledOn,
    endsOn,
    nextCharge: nextCharge && { on: nextCharge.on, amount: toDecimal(nextCharge.amount) },
  };
};

export const planView = z
  .strictObject({
    id: planIdSchema,
    product: z.enum(['app', 'mailbox-sync']),
    term: z.enum(['month', 'year']),
    trialMonths: z
      .int()
      .meta({ description: 'Free at the beginning; of mailbox sync from the first import on.' }),
    price: z.strictObject({ amount: money, currency: z.literal(currency), version: z.int() }),
    runsPerDay: z.int().optional().meta({ description: 'Of mailbox sync: how often an import may run.' }),
  })
  .meta({ id: 'Plan' });

export const toPlanView = ({ plan: id, price }: { readonly plan: PlanId; readonly price: PriceVersion }) => {
  const { amount, version } = price;
  const { product, term, trialMonths, limits } = catalogue[id];
  return {
    id,
    product,
    term,
    trialMonths: product === 'app' ? trialMonths : mailboxTrialMonths,
    price: { amount: toDecimal(amount), currency, version } as const,
    ...('runsPerDay' in limits ? { runsPerDay: limits.runsPerDay } : {}),
  };
};

export const statementView = z
  .strictObject({
    number: z.string().meta({ example: '7f3a9c2e5b10-2026-00001' }),
    sequence: z.int(),
    period: z.strictObject({ from: day, until: day }),
    issuedAt: z.string(),
    issuedOn: day.meta({ description: 'On the company’s calendar.' }),
    customer: z
      .strictObject({ displayName: z.string(), countryCode: z.string() })
      .meta({ description: 'As the company was called when the statement was issued.' }),
    taxNote: z
      .enum(taxNotes)
      .optional()
      .meta({ description: 'Why no tax is charged: the customer owes it himself, or there is none.' }),
    currency: z.literal(currency),
    lines: z.array(
      chargeView.extend({ taxRate: z.string().meta({ description: 'Per cent.', example: '19.00' }) }),
    ),
    taxes: z.array(z.strictObject({ rate: z.string(), net: money, tax: money })),
    net: money,
    tax: money,
    gross: money,
    corrects: z.strictObject({ number: z.string(), sequence: z.int(), reason: z.string() }).optional(),
  })
  .meta({ id: 'Statement' });

export const toStatementView = (tenantId: string, statement: Statement) => ({
  number: statementNumber(tenantId, statement),
  sequence: statement.sequence,
  period: statement.period,
  issuedAt: statement.issuedAt,
  issuedOn: statement.issuedOn,
  customer: statement.customer,
  taxNote: statement.taxNote,
  currency: statement.currency,
  lines: statement.lines.map((line) => ({ ...toChargeView(line), taxRate: toDecimal(line.taxRate) })),
  taxes: statement.taxes.map(({ rate, net, tax }) => ({
    rate: toDecimal(rate),
    net: toDecimal(net),
    tax: toDecimal(tax),
  })),
  net: toDecimal(statement.net),
  tax: toDecimal(statement.tax),
  gross: toDecimal(statement.gross),
  corrects: statement.corrects && {
    number: statementNumber(tenantId, statement.corrects),
    sequence: statement.corrects.sequence,
    reason: statement.corrects.reason,
  },
});

import * as z from 'zod';
import type { Transitions } from '../kernel/transitions.ts';
import { planIdSchema } from './catalogue.ts';

const day = z.iso.date();
const quantity = z.int().min(0).max(1_000_000);

export const subscriptionStates = ['trial', 'active', 'ended'] as const;
export type SubscriptionState = (typeof subscriptionStates)[number];

export const subscriptionTransitions: Transitions<SubscriptionState> = {
  what: 'subscription',
  moves: [
    { from: 'trial', to: 'active' },
    { from: 'trial', to: 'ended' },
    { from: 'active', to: 'ended' },
  ],
};

/**
 * [L1]–[L3] What a company subscribes to, billed by statement. A term is charged on its first day; what is added within a
 * term is charged for the days that are left; what is taken away, switched or cancelled counts from the end of the term.
 */
export const subscriptionSchema = z.strictObject({
  id: z.string(),
  plan: planIdSchema,
  /** Of the plan's prices: kept until the next renewal. */
  priceVersion: z.int(),
  /** Seats or mailboxes, paid or in trial, until the term ends. */
  quantity,
  state: z.enum(subscriptionStates),
  concludedOn: day,
  /** The trial or term that counts now, from its first day to before its last. A trial without an end yet has none. */
  from: day,
  until: day.optional(),
  /** First day of the term from which terms are counted, and the number of the present one. */
  anchor: day,
  term: z.int().min(0),
  /** What changes when the present term ends. */
  next: z.strictObject({ plan: planIdSchema.optional(), quantity: quantity.optional() }).optional(),
  /** The subscription ends with the present term. */
  cancelledOn: day.optional(),
  /** Days before its end on which the trial's end was announced. */
  told: z.array(z.int()).optional(),
});

export type Subscription = z.infer<typeof subscriptionSchema>;

/** What is owed [L12]; never altered. `amount` is net. */
export const chargeSchema = z.strictObject({
  subscriptionId: z.string(),
  /** `upgraded`: the difference that a dearer plan makes for the rest of the term. */
  reason: z.enum(['term', 'added', 'upgraded']),
  plan: planIdSchema,
  priceVersion: z.int(),
  quantity: quantity.min(1),
  unitAmount: z.int().min(0),
  from: day,
  until: day,
  /** Of the days of the whole term, those that are charged; absent for a whole term. */
  proRata: z.strictObject({ days: z.int(), of: z.int() }).optional(),
  amount: z.int().min(0),
  chargedOn: day,
});

export type Charge = z.infer<typeof chargeSchema>;

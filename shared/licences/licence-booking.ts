import * as z from 'zod';
import { toIso } from '../kernel/clock.ts';
import type { EntityStore } from '../kernel/commit.ts';
import { planSchema } from './plans.ts';

/** One change of what is held, never altered afterwards: what a period's charges can be worked out from [L12]. */
export const licenceBookingSchema = z.strictObject({
  id: z.string(),
  at: z.string(),
  held: z.int().min(0),
  plan: planSchema,
  /** Whether the customer himself did it or the operator for him. */
  by: z.enum(['customer', 'operator']),
});

export type LicenceBooking = z.infer<typeof licenceBookingSchema>;

/** Ids sort by time. */
export type LicenceBookingStore = EntityStore<LicenceBooking>;

export const bookingAt = (
  now: number,
  salt: string,
  fields: Omit<LicenceBooking, 'id' | 'at'>,
): LicenceBooking => ({ id: `${toIso(now)}~${salt.slice(0, 8)}`, at: toIso(now), ...fields });

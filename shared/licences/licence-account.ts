import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';
import { planSchema } from './plans.ts';

/** Upper bound of what can be booked: more is a slip of the keyboard. */
export const mostLicences = 1_000_000;

const count = z.int().min(0);

/** What the account knows of an import without reading its seats. */
const entrySchema = z.strictObject({
  importId: z.string(),
  /** Of the import's seat list: a run whose mailboxes have this hash has nothing to claim. */
  hash: z.string(),
  seats: count,
  /** Target mailboxes that are without a seat. */
  waiting: count,
  /** Whether the import is covered by what is held. While the trial runs, every import is covered all the same. */
  fits: z.boolean(),
});

/**
 * [L8] The licences of a tenant. Whoever changes a seat list replaces this row in the same commit: its ETag puts all
 * changes of a tenant's seats in order, so that figures and `fits` always are those of the lists.
 */
export const licenceAccountSchema = z.strictObject({
  held: count.max(mostLicences),
  plan: planSchema,
  /** Whether licences were ever booked: tells `trial-ended` from `licences-short`. */
  booked: z.boolean(),
  /** [L10] Begins with the first import and is never given again. */
  trial: z.strictObject({ startedAt: z.string(), endsAt: z.string() }).optional(),
  /** In order of creation: who came first stays covered first. */
  imports: z.array(entrySchema),
  /** Distinct mailboxes that all imports target, with a seat or without. */
  needed: count,
  /** Distinct mailboxes with a seat: of all imports, and of those that fit. */
  seated: count,
  fitting: count,
  /** The figures that the administrator was last told, so that he is not told again every night. */
  told: z.strictObject({ needed: count, held: count }).optional(),
});

export type LicenceAccount = z.infer<typeof licenceAccountSchema>;

/** One per tenant. */
export type LicenceAccountStore = EntityStore<LicenceAccount>;
export const licenceAccountId = 'self';

/** Of a tenant that has neither booked nor imported. */
export const emptyAccount: LicenceAccount = {
  held: 0,
  plan: 'standard',
  booked: false,
  imports: [],
  needed: 0,
  seated: 0,
  fitting: 0,
};

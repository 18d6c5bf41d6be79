import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';

/**
 * What a purchase is called at its store, to ask for it there; kept sealed, beside the purchase and not in it, as only the
 * look at the store needs it. Of a store that cannot be asked none is kept.
 */
export const purchaseReferenceSchema = z.strictObject({ hash: z.string(), reference: z.string() });
export type KeptReference = z.infer<typeof purchaseReferenceSchema>;
export type PurchaseReferenceStore = EntityStore<KeptReference>;

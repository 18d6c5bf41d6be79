import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';
import type { ShareId } from '../kernel/ids.ts';

/**
 * [T5] Contacts that an import is to delete without asking, because their people were erased: an erasure is its own
 * confirmation. They are named as mailboxes have them, by tags that lead back to nobody. In the provider's partition.
 */
export const confirmedDeletionsSchema = z.strictObject({
  shareId: z.string() as unknown as z.ZodType<ShareId>,
  importId: z.string(),
  tags: z.array(z.string()),
});

export type ConfirmedDeletions = z.infer<typeof confirmedDeletionsSchema>;
export type ConfirmedDeletionsStore = EntityStore<ConfirmedDeletions>;
export const confirmedDeletionsId = (of: Pick<ConfirmedDeletions, 'shareId' | 'importId'>): string =>
  `${of.shareId}~${of.importId}`;

/** The newest count: an import that has not run for so many erasures asks its administrator. */
export const mostConfirmed = 1000;

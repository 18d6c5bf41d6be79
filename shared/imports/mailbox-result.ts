import * as z from 'zod';
import { colourFailures } from './category-colour.ts';

/**
 * [I4] What a run did in one mailbox. Counts are contacts, each in one of created, adopted, updated, unchanged and failed:
 * together what the share offers without the mailbox's owner, where the mailbox is done. `failed` were refused one by one, the others proceeded.
 */
export const mailboxResultSchema = z.strictObject({
  mailbox: z.string(),
  state: z.enum(['done', 'failed']),
  created: z.number().int(),
  updated: z.number().int(),
  deleted: z.number().int(),
  unchanged: z.number().int(),
  failed: z.number().int(),
  photos: z.number().int(),
  /** [I11] Were there already, and are ours now; absent for none. */
  adopted: z.number().int().optional(),
  /** [I9] Adopted ones that were given back when the import left the mailbox; absent for none. */
  released: z.number().int().optional(),
  /** Graph's codes of refused contacts, each once. */
  refusals: z.array(z.string()).optional(),
  /** [H5] The contacts' category did not get its colour; tried again with the next run. */
  uncoloured: z.enum(colourFailures).optional(),
  /** Why the mailbox as a whole failed: names a text of the run's report. */
  reason: z
    .enum([
      'user-not-found',
      'no-mailbox',
      'access-denied',
      'quota-exceeded',
      'refused',
      'unavailable',
      'throttled',
      'consent-required',
      'access-blocked',
      'folder-keeps-vanishing',
      'share-lost',
      'licence-missing',
      'deletions-unconfirmed',
    ])
    .optional(),
  /** [I6] With `deletions-unconfirmed`: so many contacts would have been deleted of so many that the mailbox holds. */
  heldBack: z.strictObject({ deletions: z.number().int(), of: z.number().int() }).optional(),
});

export type MailboxResult = z.infer<typeof mailboxResultSchema>;
export type MailboxFailure = NonNullable<MailboxResult['reason']>;

export const emptyResult = (mailbox: string): MailboxResult => ({
  mailbox,
  state: 'done',
  created: 0,
  updated: 0,
  deleted: 0,
  unchanged: 0,
  failed: 0,
  photos: 0,
});

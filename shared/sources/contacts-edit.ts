import * as z from 'zod';

const count = z.int().nonnegative();

/**
 * [S10] What the last writer of a list that is kept by hand did and has to tell the source's row and the audit trail. It
 * lies beside the contacts, because these are in another table: what is written is never untold for good (record-edit.ts).
 */
export const contactsEditSchema = z.strictObject({
  id: z.string(),
  at: z.string(),
  operation: z.string().optional(),
  /** As in `TenantContext`. */
  actor: z.union([
    z.strictObject({ kind: z.enum(['user', 'app', 'operator']), oid: z.string() }),
    z.strictObject({ kind: z.literal('system') }),
  ]),
  from: z.string().optional(),
  correlationId: z.string(),
  created: count,
  changed: count,
  removed: count,
});

export type ContactsEdit = z.infer<typeof contactsEditSchema>;

import * as z from 'zod';

const count = z.number().int().min(0);

/** [I6] How much a run may take away unasked: more than it is both more than this share and more than this number. */
export const deletionLimitSchema = z.strictObject({
  /** Of the contacts that a mailbox holds of the import; of its mailboxes, where mailboxes leave it. */
  percent: count.max(100),
  contacts: count.max(1_000_000),
});
export type DeletionLimit = z.infer<typeof deletionLimitSchema>;

export const defaultDeletionLimit: DeletionLimit = { percent: 20, contacts: 5 };
/** So few mailboxes leave a group on any day. */
const mailboxesUnasked = 3;

/**
 * `contacts`: most of what a mailbox holds would be deleted, so the share is suspicious. `mailboxes`: many mailboxes
 * would be emptied because their groups have shrunk.
 */
const gateKinds = ['contacts', 'mailboxes'] as const;

/** [I6] What an administrator has confirmed for one run, and no more. */
export const confirmedSchema = z.strictObject({ kind: z.enum(gateKinds), deletions: count });
export type Confirmed = z.infer<typeof confirmedSchema>;

/** [I6] What a run left undone because nobody had confirmed it. */
export const heldBackSchema = z.strictObject({
  kind: z.enum(gateKinds),
  /** `contacts`: the most that would be deleted in one mailbox; `mailboxes`: those that would be emptied. */
  deletions: count,
  /** Of so many that are held there. */
  of: count,
  /** Mailboxes left as they are. */
  mailboxes: count,
});
export type HeldBack = z.infer<typeof heldBackSchema>;

/** Whether a run may delete so many of so many. */
export interface DeletionGate {
  readonly contacts: (deletions: number, of: number) => boolean;
  readonly mailboxes: (deletions: number, of: number) => boolean;
}

export const openGate: DeletionGate = { contacts: () => true, mailboxes: () => true };

export const makeDeletionGate = (
  { percent, contacts }: DeletionLimit = defaultDeletionLimit,
  confirmed?: Confirmed,
): DeletionGate => {
  const passes = (kind: Confirmed['kind'], unasked: number) => (deletions: number, of: number) =>
    deletions <= unasked ||
    deletions * 100 <= of * percent ||
    (confirmed?.kind === kind && deletions <= confirmed.deletions);
  return { contacts: passes('contacts', contacts), mailboxes: passes('mailboxes', mailboxesUnasked) };
};

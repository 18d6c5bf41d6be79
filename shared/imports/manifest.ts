import * as z from 'zod';
import type { Stale } from '../kernel/failures.ts';
import type { ImportId, MailboxId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { colouredSchema } from './category-colour.ts';
import type { Tag } from './mailboxes.ts';

/** What a run has done in a mailbox so far, in contacts; `photos` in photos. */
export const tallySchema = z.strictObject({
  /** The run that these figures are of: it goes on from them after an interruption. */
  run: z.string(),
  created: z.number().int(),
  updated: z.number().int(),
  deleted: z.number().int(),
  photos: z.number().int(),
  /** [I11] Absent for none. */
  adopted: z.number().int().optional(),
});
export type Tally = z.infer<typeof tallySchema>;

/**
 * What one mailbox holds of an import, as far as we know. Without `writing` two things hold: the entries name every
 * contact of the import that is in the mailbox, and whatever a user has changed of them is told by `link`.
 */
export const manifestHeadSchema = z.strictObject({
  /** Absent: the default folder is used, or the folder has not been made yet. */
  folderId: z.string().optional(),
  /** Start of the next delta; absent: everything has to be read. */
  link: z.string().optional(),
  /** The version under way: writes may be missing in the entries, so the mailbox itself has to be asked. */
  writing: z.string().optional(),
  /** The snapshot's version that was written last, whole. Equal and no drift: nothing to do. */
  written: z.string().optional(),
  /** The categories of ours that contacts may bear; more than one while a new one is under way. */
  categories: z.array(z.string()),
  /** Hash of the note text that the contacts bear, '' for none; absent while another one is under way. */
  note: z.string().optional(),
  /** [I11] The owner's own contacts, left out of what was written; absent: nobody has looked. */
  owner: z.array(z.string()).optional(),
  /** [I11] What was there already has been adopted as far as it was to be. */
  adopted: z.literal(true).optional(),
  /** [H5] The colour that was last given to the category: what its user makes of it afterwards is his. */
  coloured: colouredSchema.optional(),
  /** Contacts that Graph does not take as they are now, and its codes for it. */
  refused: z.number().int(),
  refusals: z.array(z.string()),
  tally: tallySchema.optional(),
});
export type ManifestHead = z.infer<typeof manifestHeadSchema>;

export interface ManifestEntry {
  /** Graph's id, immutable and case-sensitive; '' for a contact that Graph refused to create. */
  readonly id: string;
  /** Hash of the card as it was written; '' where it is not known. */
  readonly hash: string;
  /** Short hash of Graph's change key after our last write: tells our own echo from a user's edit; '' if not known. */
  readonly change: string;
  /** `photoMark` of the photo that was put, or that Graph refused; '' for none, '?' where it is not known. */
  readonly photo: string;
  /** Hash of the card that Graph refused; '' for none. It is not sent again until the card changes. */
  readonly refused: string;
}

/** Enough of a photo's hash to tell the photos of one contact apart: 16 hex digits. */
export const photoMark = (hash: string): string => hash.slice(0, 16);

export const emptyHead: ManifestHead = { categories: [], note: '', refused: 0, refusals: [] };

export interface StoredManifest {
  readonly head: ManifestHead;
  readonly etag: string;
  /** Decrypts and decodes on demand: an unchanged mailbox never needs it. */
  entries(): Promise<ReadonlyMap<Tag, ManifestEntry>>;
}

export interface ManifestChange {
  readonly mailbox: MailboxId;
  readonly head: ManifestHead;
  /** Absent: the stored entries stay as they are. */
  readonly entries?: ReadonlyMap<Tag, ManifestEntry>;
  /** Absent: the mailbox has no manifest yet. */
  readonly etag?: string;
}

export interface Manifests {
  /** Those that exist, of mailboxes between the first and the last of the sorted ids: one range read. */
  read(
    ctx: TenantContext,
    importId: ImportId,
    mailboxes: readonly MailboxId[],
  ): Promise<ReadonlyMap<MailboxId, StoredManifest>>;
  /** All in as few transactions as their size allows. `stale`: another worker has the block. Answers the new ETags. */
  save(
    ctx: TenantContext,
    importId: ImportId,
    changes: readonly ManifestChange[],
  ): Promise<Result<ReadonlyMap<MailboxId, string>, Stale>>;
  remove(ctx: TenantContext, importId: ImportId, mailboxes: readonly MailboxId[]): Promise<void>;
  /** Ids of every mailbox that has a manifest: those that may hold contacts of this import. */
  mailboxes(ctx: TenantContext, importId: ImportId): Promise<readonly MailboxId[]>;
}
